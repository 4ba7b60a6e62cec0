package mimir.dispatch.assignments;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.dispatch.DispatchLimits;
import org.jdbi.v3.core.Jdbi;

/**
 * Ends what ran out of leases also of hosts that never poll again. Rare, and in no hurry: it
 * has taken ten leases. So it needs no index, which each claim would have to change, but walks over
 * what is open, a slice a statement.
 */
@ApplicationScoped
class ExhaustSweep {
  static final int SLICE = 10_000;

  private static final UUID FIRST_HOST = new UUID(0, 0);

  // WITH TIES: the next slice begins behind a host, and so each ends with one.
  private static final String LOOK =
      """
      SELECT host_id,
             state IN ('pending', 'leased')
                 AND greatest(not_before, leased_until) <= :now
                 AND attempts >= :attempts_max AS worn_out
      FROM assignment
      WHERE host_id > :after AND ended_at IS NULL
      ORDER BY host_id
      FETCH FIRST :slice ROWS WITH TIES
      """;

  private final Jdbi jdbi;
  private final Claims claims;
  private final DispatchLimits limits;
  private final InstantSource clock;

  ExhaustSweep(Jdbi jdbi, Claims claims, DispatchLimits limits, InstantSource clock) {
    this.jdbi = jdbi;
    this.claims = claims;
    this.limits = limits;
    this.clock = clock;
  }

  private record Looked(UUID hostId, boolean wornOut) {}

  @Scheduled(
      every = "10m",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    UUID after = FIRST_HOST;
    while (after != null) {
      after = slice(after, SLICE);
    }
  }

  /** The last host of the slice; null when there was none any more. */
  UUID slice(UUID after, int size) {
    Instant now = clock.instant();
    List<Looked> looked = look(after, size, now);
    Set<UUID> wornOut =
        looked.stream().filter(Looked::wornOut).map(Looked::hostId).collect(Collectors.toSet());
    if (!wornOut.isEmpty()) {
      claims.exhaust(wornOut, now);
    }
    return looked.isEmpty() ? null : looked.getLast().hostId();
  }

  private List<Looked> look(UUID after, int size, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LOOK)
                .bind("after", after)
                .bind("now", now)
                .bind("attempts_max", limits.maxAttempts())
                .bind("slice", size)
                .map(
                    (row, _) ->
                        new Looked(
                            row.getObject("host_id", UUID.class), row.getBoolean("worn_out")))
                .list());
  }
}
