package mimir.dispatch.assignments;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.dispatch.AssignmentEndEvent.Outcome;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;

/** A host's turn: end what ran out of attempts, then lease what waits. One transaction. */
@ApplicationScoped
public class Claims {
  private final ClaimAssignments claims;
  private final AssignmentEnds ends;
  private final DispatchLimits limits;

  Claims(ClaimAssignments claims, AssignmentEnds ends, DispatchLimits limits) {
    this.claims = claims;
    this.ends = ends;
    this.limits = limits;
  }

  public List<Claimed> of(UUID hostId, Instant now) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              List<Claimed> claimed =
                  claims.claim(
                      hostId, now, limits.lease(), limits.claimMax(), limits.maxAttempts());
              if (claimed.isEmpty()) {
                // Only now: a host with fresh work need not pay for a second statement.
                List<Ended> exhausted = claims.exhaust(hostId, now, limits.maxAttempts());
                ends.publish(exhausted, Outcome.ERRORED, "attempts_exhausted", now);
              }
              return claimed;
            });
  }

  /** Leases that never reached their host cost no attempt and can be claimed at once. */
  public void giveBack(UUID hostId, List<UUID> leaseIds) {
    claims.giveBack(hostId, leaseIds);
  }
}
