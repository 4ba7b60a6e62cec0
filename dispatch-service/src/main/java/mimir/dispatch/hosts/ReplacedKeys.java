package mimir.dispatch.hosts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Makes the old key of a host that enrolled again void in every replica within two seconds, also
 * when Kafka did not tell of it (H-6).
 */
@ApplicationScoped
class ReplacedKeys {
  private final HostTables tables;
  private final NodeKeys keys;
  private final InstantSource clock;

  // What was replaced before the start is in nobody's memory here: all keys are read after it.
  private Instant lookedAt;

  ReplacedKeys(HostTables tables, NodeKeys keys, InstantSource clock) {
    this.tables = tables;
    this.keys = keys;
    this.clock = clock;
    this.lookedAt = clock.instant();
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    Instant now = clock.instant();
    Instant since = lookedAt.minus(Decommissioned.OVERLAP);
    QuarkusTransaction.requiringNew()
        .call(() -> tables.keysGivenSince(since))
        .forEach(key -> keys.replaced(key.hostId(), key.hash()));
    lookedAt = now;
  }
}
