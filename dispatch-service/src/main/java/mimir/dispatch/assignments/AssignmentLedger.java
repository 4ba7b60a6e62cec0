package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import mimir.contracts.dispatch.AssignmentEvent.AssignmentsCreated;
import mimir.contracts.dispatch.AssignmentEvent.Group;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The ledger's statements but for the claim: assign, look up, answer, put back. */
@ApplicationScoped
public class AssignmentLedger {

  private static final String ASSIGN =
      """
      INSERT INTO assignment (host_id, campaign_id, query_id, state, assigned_at, not_before)
      SELECT host_id, :campaign_id, query_id, 'pending', :now, :now
      FROM unnest(:host_ids) AS host_id, unnest(:query_ids) AS query_id
      ON CONFLICT DO NOTHING
      """;

  // What arrives after the stop must be swept too.
  private static final String SWEEP_AGAIN =
      """
      UPDATE campaign
      SET sweep_at = stopped_at
      WHERE campaign_id = :campaign_id AND status <> 'active'
      """;

  // What is to be discarded is refused from the stop on, and not only when the sweep has come to
  // it.
  private static final String BY_LEASE =
      """
      SELECT lease.id AS lease_id, assignment.campaign_id, assignment.query_id,
             CASE WHEN assignment.ended_at IS NULL AND campaign.discard_in_flight THEN 'cancelled'
                  ELSE assignment.state END AS state,
             assignment.attempts, campaign.launched_at, campaign.traceparent
      FROM unnest(:lease_ids) AS lease (id)
      JOIN assignment ON assignment.host_id = :host_id
        AND (assignment.lease_id = lease.id OR lease.id = ANY (assignment.earlier_lease_ids))
      JOIN campaign USING (campaign_id)
      """;

  // One index holds what is open of a host, another all that ever was.
  private static final String OPEN_BY_LEASE = BY_LEASE + "WHERE assignment.ended_at IS NULL";
  private static final String ENDED_BY_LEASE = BY_LEASE + "WHERE assignment.ended_at IS NOT NULL";

  // Only an open assignment is answered: the first terminal answer wins. And none that came
  // after a stop that discards: ingest-service, which compares the same times, refuses it
  // too.
  private static final String ANSWERED =
      """
      UPDATE assignment
      SET state = :state,
          earlier_lease_ids = CASE WHEN lease_id IS NULL THEN earlier_lease_ids
                                   ELSE earlier_lease_ids || lease_id END,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = :now,
          reason = :reason
      WHERE host_id = :host_id AND campaign_id = :campaign_id AND query_id = :query_id
        AND ended_at IS NULL
        AND NOT EXISTS (
            SELECT
            FROM campaign
            WHERE campaign.campaign_id = :campaign_id
              AND discard_in_flight
              AND stopped_at <= :now)
      """;

  // The host has answered: that was no lease without an answer. Nothing bounds how often that
  // happens, so only the latest ids stay known.
  private static final String PUT_BACK =
      """
      UPDATE assignment
      SET state = 'pending',
          earlier_lease_ids = earlier_lease_ids[cardinality(earlier_lease_ids) - 18 :] || lease_id,
          lease_id = NULL,
          leased_until = NULL,
          not_before = :not_before,
          attempts = greatest(attempts - 1, 0)
      WHERE host_id = :host_id AND lease_id = :lease_id AND ended_at IS NULL
        AND state = 'leased'
      """;

  private final Jdbi jdbi;

  AssignmentLedger(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Where an open or ended assignment stands, found by a lease of its host. */
  public record Leased(
      UUID leaseId,
      UUID campaignId,
      UUID queryId,
      String state,
      int attempt,
      Instant launchedAt,
      String traceparent) {

    /** Whether an answer may still change something. */
    public boolean answerable() {
      return state.equals("pending") || state.equals("leased") || state.equals("draining");
    }
  }

  void assign(AssignmentsCreated chunk, Instant now) {
    jdbi.useHandle(
        handle -> {
          for (Group group : chunk.groups()) {
            handle
                .createUpdate(ASSIGN)
                .bind("campaign_id", chunk.campaignId())
                .bind("now", now)
                .bindArray("host_ids", UUID.class, group.hostIds())
                .bindArray("query_ids", UUID.class, group.queryIds())
                .execute();
          }
        });
  }

  /**
   * After the commit of their chunks: a sweep before that did not see the rows, and would not look
   * again. A stop after it sees them.
   */
  void sweepIfStopped(Collection<UUID> campaignIds) {
    for (UUID campaignId : campaignIds) {
      jdbi.useHandle(
          handle -> handle.createUpdate(SWEEP_AGAIN).bind("campaign_id", campaignId).execute());
    }
  }

  /** Lease id → assignment, for those leases that were ever given to this host. */
  public Map<UUID, Leased> byLease(UUID hostId, Collection<UUID> leaseIds) {
    return jdbi.withHandle(
        handle -> {
          Map<UUID, Leased> found = byLease(handle, OPEN_BY_LEASE, hostId, leaseIds);
          // Duplicates only: what has ended of a host in all the years is read for nobody else.
          if (!found.keySet().containsAll(leaseIds)) {
            found.putAll(byLease(handle, ENDED_BY_LEASE, hostId, leaseIds));
          }
          return found;
        });
  }

  private static Map<UUID, Leased> byLease(
      Handle handle, String statement, UUID hostId, Collection<UUID> leaseIds) {
    return handle
        .createQuery(statement)
        .bind("host_id", hostId)
        .bindArray("lease_ids", UUID.class, leaseIds)
        .map(
            (row, _) ->
                new Leased(
                    row.getObject("lease_id", UUID.class),
                    row.getObject("campaign_id", UUID.class),
                    row.getObject("query_id", UUID.class),
                    row.getString("state"),
                    row.getInt("attempts"),
                    row.getObject("launched_at", OffsetDateTime.class).toInstant(),
                    row.getString("traceparent")))
        .stream()
        .collect(Collectors.toMap(Leased::leaseId, Function.identity()));
  }

  /** Whether this answer was the first: false when the assignment had ended meanwhile. */
  public boolean answered(UUID hostId, Leased leased, boolean errored, String reason, Instant now) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(ANSWERED)
                    .bind("state", errored ? "errored" : "responded")
                    .bind("now", now)
                    .bind("reason", reason)
                    .bind("host_id", hostId)
                    .bind("campaign_id", leased.campaignId())
                    .bind("query_id", leased.queryId())
                    .execute())
        == 1;
  }

  /** Back to pending, not claimable before that time (osquery's denylist, A-6). */
  public void putBack(UUID hostId, UUID leaseId, Instant notBefore) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(PUT_BACK)
                .bind("host_id", hostId)
                .bind("lease_id", leaseId)
                .bind("not_before", notBefore)
                .execute());
  }
}
