package mimir.release.watch;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import mimir.release.binaries.BinaryStore;
import mimir.release.catalogue.ReleaseTables;
import mimir.release.rollout.OfferTables;

/** Removes what no release names any more: binaries, left-overs of crashes, notes of offers. */
@ApplicationScoped
class SweepStore {
  /** An offer that is on its way may come after its release's end. */
  private static final Duration OFFERS_KEPT = Duration.ofDays(30);

  private final BinaryStore store;
  private final ReleaseTables tables;
  private final OfferTables offers;
  private final InstantSource clock;

  SweepStore(BinaryStore store, ReleaseTables tables, OfferTables offers, InstantSource clock) {
    this.store = store;
    this.tables = tables;
    this.offers = offers;
    this.clock = clock;
  }

  @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() throws IOException {
    store.sweep(Set.copyOf(tables.hashes()));
    offers.forget(clock.instant().minus(OFFERS_KEPT));
  }
}
