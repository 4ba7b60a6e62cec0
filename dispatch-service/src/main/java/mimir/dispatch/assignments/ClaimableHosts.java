package mimir.dispatch.assignments;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which hosts may have something to claim, and from when: an idle poll costs a look into this map
 * and no SQL. Wrong in one direction only; see the package.
 */
@ApplicationScoped
public class ClaimableHosts {
  private final ConcurrentHashMap<UUID, Long> dueMillis = new ConcurrentHashMap<>();
  private final AtomicLong announced = new AtomicLong();
  private final AssignmentLedger ledger;
  private final ClaimAssignments claims;

  ClaimableHosts(AssignmentLedger ledger, ClaimAssignments claims, MeterRegistry metrics) {
    this.ledger = ledger;
    this.claims = claims;
    metrics.gaugeMapSize("mimir.dispatch.claimable.hosts", List.of(), dueMillis);
  }

  /** Rebuilds from the ledger; announcements must be followed already. */
  public void load() {
    ledger.hostsWithWork().forEach((host, due) -> dueMillis.merge(host, millis(due), Math::min));
  }

  /** An announcement: the host may claim at once. */
  public void add(UUID hostId) {
    // No two announcements have one value: recheck must see that another one has come.
    dueMillis.put(hostId, -announced.incrementAndGet());
  }

  public boolean mayClaim(UUID hostId, Instant now) {
    Long due = dueMillis.get(hostId);
    return due != null && due <= now.toEpochMilli();
  }

  /** After a claim found nothing: asks the ledger when to look again, or forgets the host. */
  public void recheck(UUID hostId) {
    Long before = dueMillis.get(hostId);
    if (before == null) {
      return;
    }
    Instant next = claims.nextDue(hostId);
    // compare-and-set: an announcement that came after the look into the ledger must stand.
    dueMillis.compute(
        hostId,
        (_, value) -> {
          if (value == null || !value.equals(before)) {
            return value;
          }
          return next == null ? null : (Long) millis(next);
        });
  }

  private static long millis(Instant due) {
    return due.toEpochMilli();
  }
}
