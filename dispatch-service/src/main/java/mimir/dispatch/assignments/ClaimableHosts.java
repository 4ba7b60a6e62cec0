package mimir.dispatch.assignments;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which hosts may have something to claim, and from when: an idle poll costs a look into this and
 * no SQL. Wrong in one direction only; see the package.
 */
@ApplicationScoped
public class ClaimableHosts {
  private static final int PAGE = 10_000;

  private final HostTimes dueMillis = new HostTimes();
  private final AtomicLong announced = new AtomicLong();
  private final WaitingHosts waiting;

  ClaimableHosts(WaitingHosts waiting, MeterRegistry metrics) {
    this.waiting = waiting;
    metrics.gauge("mimir.dispatch.claimable.hosts", dueMillis, HostTimes::size);
  }

  /** Rebuilds from the ledger; announcements must be followed already. */
  public void load() {
    waiting.all(PAGE, (host, due) -> dueMillis.putIfLess(host, due.toEpochMilli()));
  }

  /** An announcement: the host may claim at once. */
  public void add(UUID hostId) {
    // No two announcements have one value: recheck must see that another one has come.
    dueMillis.put(hostId, -announced.incrementAndGet());
  }

  public boolean mayClaim(UUID hostId, Instant now) {
    return dueMillis.get(hostId) <= now.toEpochMilli();
  }

  /** After a claim found nothing: as {@link #recheck(Collection)}. */
  public void recheck(UUID hostId) {
    recheck(List.of(hostId));
  }

  /** Asks the ledger when these hosts may claim next, and forgets those that have nothing open. */
  void recheck(Collection<UUID> hostIds) {
    var before = new HashMap<UUID, Long>();
    for (UUID host : hostIds) {
      long due = dueMillis.get(host);
      if (due != HostTimes.NONE) {
        before.put(host, due);
      }
    }
    if (before.isEmpty()) {
      return;
    }
    Map<UUID, Instant> next = waiting.of(before.keySet());
    // Only what was there before: an announcement that came after the look must stand.
    before.forEach(
        (host, due) -> {
          Instant at = next.get(host);
          dueMillis.replace(host, due, at == null ? HostTimes.NONE : at.toEpochMilli());
        });
  }
}
