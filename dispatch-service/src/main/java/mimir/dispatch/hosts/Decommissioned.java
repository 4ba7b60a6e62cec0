package mimir.dispatch.hosts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.dispatch.assignments.ClaimableHosts;
import mimir.dispatch.assignments.HostWork;

/**
 * Keeps H-5's two seconds in every replica also when Kafka did not tell of it, and ends work that
 * was written down while its host was being decommissioned.
 */
@ApplicationScoped
class Decommissioned {
  /** Longer than a transaction, and than the clocks of two replicas may differ. */
  static final Duration OVERLAP = Duration.ofMinutes(2);

  private final HostTables tables;
  private final HostWork work;
  private final NodeKeys keys;
  private final Presence presence;
  private final ClaimableHosts claimable;
  private final InstantSource clock;

  // The first look is at all of them: of what was left over before the start nobody knows.
  private Instant lookedAt = Instant.EPOCH;

  Decommissioned(
      HostTables tables,
      HostWork work,
      NodeKeys keys,
      Presence presence,
      ClaimableHosts claimable,
      InstantSource clock) {
    this.tables = tables;
    this.work = work;
    this.keys = keys;
    this.presence = presence;
    this.claimable = claimable;
    this.clock = clock;
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    Instant now = clock.instant();
    Instant since = lookedAt.minus(OVERLAP);
    List<UUID> gone =
        QuarkusTransaction.requiringNew().call(() -> tables.decommissionedSince(since));
    // Keys first: they do not wait for the rows of work, which others may hold.
    gone.forEach(keys::forget);
    if (!gone.isEmpty()) {
      QuarkusTransaction.requiringNew().run(() -> work.cancelDecommissioned(gone, now));
      gone.forEach(this::forget);
    }
    lookedAt = now;
  }

  /** This replica knows nothing of the host any more. */
  void forget(UUID hostId) {
    keys.forget(hostId);
    presence.forget(hostId);
    claimable.recheck(hostId);
  }
}
