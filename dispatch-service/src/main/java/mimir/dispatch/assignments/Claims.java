package mimir.dispatch.assignments;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import mimir.contracts.dispatch.AssignmentEndEvent.Outcome;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import mimir.dispatch.guard.Verdicts;
import org.jboss.logging.Logger;

/**
 * A host's turn: lease what waits, end what the guard refuses and what ran out of attempts. The
 * claim is one statement and needs no transaction around it. What is refused ends after that, with
 * the news of it: should this replica fall over in between, the lease expires, and the next claim
 * refuses it.
 */
@ApplicationScoped
public class Claims {
  private static final Logger LOG = Logger.getLogger(Claims.class);

  private final ClaimAssignments claims;
  private final ClaimTogether together;
  private final Verdicts verdicts;
  private final AssignmentEnds ends;
  private final DispatchLimits limits;

  public Claims(
      ClaimAssignments claims,
      ClaimTogether together,
      Verdicts verdicts,
      AssignmentEnds ends,
      DispatchLimits limits) {
    this.claims = claims;
    this.together = together;
    this.verdicts = verdicts;
    this.ends = ends;
    this.limits = limits;
  }

  public List<Claimed> of(UUID hostId, Instant now) {
    List<Claimed> claimed = claim(hostId, now);
    List<Claimed> allowed = guarded(claimed, hostId, now);
    // Each round ends what it claimed, so this ends with the host's open work.
    while (allowed.isEmpty() && !claimed.isEmpty()) {
      claimed = claim(hostId, now);
      allowed = guarded(claimed, hostId, now);
    }
    if (claimed.isEmpty()) {
      // Only now: a host with fresh work need not pay for a second statement.
      exhaust(List.of(hostId), now);
    }
    return allowed;
  }

  /** Ends what these hosts were given too often without an answer. */
  void exhaust(Collection<UUID> hostIds, Instant now) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                ends.publish(
                    claims.exhaust(hostIds, now, limits.maxAttempts()),
                    Outcome.ERRORED,
                    "attempts_exhausted",
                    now));
  }

  private List<Claimed> claim(UUID hostId, Instant now) {
    return together.claim(hostId, now);
  }

  /** What the guard lets through; the rest has ended. */
  private List<Claimed> guarded(List<Claimed> claimed, UUID hostId, Instant now) {
    var allowed = new ArrayList<Claimed>();
    for (Claimed each : claimed) {
      verdicts
          .refusal(each.queryId(), each.sql(), each.assignedHosts())
          .ifPresentOrElse(reason -> refuse(each, hostId, reason, now), () -> allowed.add(each));
    }
    return allowed;
  }

  private void refuse(Claimed claimed, UUID hostId, String reason, Instant now) {
    LOG.warnf("campaign %s: not sent to host %s: %s", claimed.campaignId(), hostId, reason);
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                ends.publish(
                    claims.refuse(hostId, claimed.leaseId(), reason, now),
                    Outcome.ERRORED,
                    reason,
                    now));
  }

  /** Leases that never reached their host cost no attempt and can be claimed at once. */
  public void giveBack(UUID hostId, List<UUID> leaseIds) {
    claims.giveBack(hostId, leaseIds);
  }
}
