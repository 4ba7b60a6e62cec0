package mimir.release.watch;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Set;
import mimir.release.binaries.BinaryStore;
import mimir.release.catalogue.ReleaseTables;

/** Removes binaries that no release names, and what crashes have left. */
@ApplicationScoped
class SweepStore {
  private final BinaryStore store;
  private final ReleaseTables tables;

  SweepStore(BinaryStore store, ReleaseTables tables) {
    this.store = store;
    this.tables = tables;
  }

  @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() throws IOException {
    store.sweep(Set.copyOf(tables.hashes()));
  }
}
