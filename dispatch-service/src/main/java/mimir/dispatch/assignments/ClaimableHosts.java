package mimir.dispatch.assignments;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
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
  private final ClaimAssignments claims;

  ClaimableHosts(WaitingHosts waiting, ClaimAssignments claims, MeterRegistry metrics) {
    this.waiting = waiting;
    this.claims = claims;
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

  /** After a claim found nothing: asks the ledger when to look again, or forgets the host. */
  public void recheck(UUID hostId) {
    long before = dueMillis.get(hostId);
    if (before == HostTimes.NONE) {
      return;
    }
    Instant next = claims.nextDue(hostId);
    // Only what was there before: an announcement that came after the look must stand.
    dueMillis.replace(hostId, before, next == null ? HostTimes.NONE : next.toEpochMilli());
  }
}
