package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.dispatch.assignments.AssignmentLedger.Answered;
import mimir.dispatch.assignments.AssignmentLedger.HostLease;
import mimir.dispatch.assignments.AssignmentLedger.Leased;

/** What a write needs of the ledger; writes that come at once ask it together. */
@ApplicationScoped
public class AnswerTogether {
  private static final int TOGETHER_MAX = 64;

  /**
   * What a statement costs beside its rows, in both processes, is more than what it costs for each:
   * of a thousand answers a second some go together.
   */
  private static final Duration APART = Duration.ofMillis(2);

  private final Together<List<HostLease>, Map<UUID, Leased>> looks;
  private final Together<Answered, Boolean> ends;

  AnswerTogether(AssignmentLedger ledger) {
    this.looks =
        new Together<>(
            "leases", TOGETHER_MAX, APART, Together.WAIT_MAX, asked -> byLease(ledger, asked));
    this.ends = new Together<>("answers", TOGETHER_MAX, APART, Together.WAIT_MAX, ledger::answered);
  }

  private static List<Map<UUID, Leased>> byLease(
      AssignmentLedger ledger, List<List<HostLease>> asked) {
    Map<HostLease, Leased> found =
        ledger.byLease(asked.stream().flatMap(List::stream).distinct().toList());
    return asked.stream().map(leases -> of(leases, found)).toList();
  }

  private static Map<UUID, Leased> of(List<HostLease> leases, Map<HostLease, Leased> found) {
    var own = new HashMap<UUID, Leased>();
    for (HostLease lease : leases) {
      Leased leased = found.get(lease);
      if (leased != null) {
        own.put(lease.leaseId(), leased);
      }
    }
    return own;
  }

  /** Lease id → assignment, for those leases that were ever given to this host. Blocks. */
  public Map<UUID, Leased> byLease(UUID hostId, Collection<UUID> leaseIds) {
    return leaseIds.isEmpty()
        ? Map.of()
        : looks.ask(leaseIds.stream().map(leaseId -> new HostLease(hostId, leaseId)).toList());
  }

  /** Whether this answer was the first. Blocks until it is written down. */
  public boolean answered(UUID hostId, Leased leased, boolean errored, String reason, Instant at) {
    return ends.ask(Answered.of(hostId, leased, errored, reason, at));
  }
}
