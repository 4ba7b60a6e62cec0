package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Leases a host's waiting work to that host. */
@ApplicationScoped
public class ClaimAssignments {

  // The join on the status is the fence: once the stop is committed, nothing is claimed.
  // SKIP LOCKED: two replicas that see the same host split the rows instead of queueing.
  // MATERIALIZED: the planner must not run the LIMITed scan again per updated row and claim more.
  // An expired lease is claimable in place; there is no reaper to fall behind.
  // Ordered by what the index is ordered by, so that one entry is read and not all of the host's.
  /** In the open for the benchmark, which has others run this very statement. */
  public static final String CLAIM =
      """
      WITH due AS MATERIALIZED (
          SELECT assignment.host_id, assignment.campaign_id, assignment.query_id,
                 campaign.assigned_hosts, campaign.traceparent
          FROM assignment
          JOIN campaign USING (campaign_id)
          WHERE assignment.host_id = :host_id
            AND campaign.status = 'active'
            AND assignment.ended_at IS NULL
            AND assignment.state IN ('pending', 'leased')
            AND assignment.not_before <= :now
            AND (assignment.leased_until IS NULL OR assignment.leased_until <= :now)
            AND assignment.attempts < :attempts_max
          ORDER BY assignment.assigned_at
          LIMIT :claim_max
          FOR UPDATE OF assignment SKIP LOCKED
      )
      UPDATE assignment
      SET state = 'leased',
          earlier_lease_ids = CASE WHEN lease_id IS NULL THEN earlier_lease_ids
                                   ELSE earlier_lease_ids || lease_id END,
          lease_id = gen_random_uuid(),
          leased_until = :leased_until,
          attempts = attempts + 1
      FROM due
      JOIN campaign_query USING (campaign_id, query_id)
      WHERE assignment.host_id = due.host_id
        AND assignment.campaign_id = due.campaign_id
        AND assignment.query_id = due.query_id
      RETURNING assignment.lease_id, assignment.campaign_id, assignment.query_id,
                campaign_query.sql, due.assigned_hosts, assignment.attempts, due.traceparent
      """;

  // What the host may claim next and when: the earliest end of a lease or of a back-off.
  private static final String NEXT_DUE =
      """
      SELECT min(greatest(assignment.not_before,
                          coalesce(assignment.leased_until, assignment.not_before)))
      FROM assignment
      JOIN campaign USING (campaign_id)
      WHERE assignment.host_id = :host_id
        AND campaign.status = 'active'
        AND assignment.ended_at IS NULL
        AND assignment.state IN ('pending', 'leased')
      """;

  private static final String EXHAUSTED =
      """
      UPDATE assignment
      SET state = 'errored',
          earlier_lease_ids = earlier_lease_ids || lease_id,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = :now,
          reason = 'attempts_exhausted'
      WHERE host_id = :host_id
        AND ended_at IS NULL
        AND state = 'leased'
        AND leased_until <= :now
        AND attempts >= :attempts_max
      RETURNING campaign_id, host_id, query_id
      """;

  private static final String REFUSE =
      """
      UPDATE assignment
      SET state = 'errored',
          earlier_lease_ids = earlier_lease_ids || lease_id,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = :now,
          reason = :reason
      WHERE host_id = :host_id
        AND lease_id = :lease_id
        AND ended_at IS NULL
        AND state = 'leased'
      RETURNING campaign_id, host_id, query_id
      """;

  // As if it had not been claimed; the id stays known, should the host have read it after all.
  private static final String GIVE_BACK =
      """
      UPDATE assignment
      SET state = 'pending',
          earlier_lease_ids = earlier_lease_ids || lease_id,
          lease_id = NULL,
          leased_until = NULL,
          attempts = attempts - 1
      WHERE host_id = :host_id
        AND lease_id = ANY (:lease_ids)
        AND ended_at IS NULL
        AND state = 'leased'
      """;

  private final Jdbi jdbi;

  public ClaimAssignments(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * One assignment as it is handed out.
   *
   * @param leaseId what the agent knows it by
   * @param assignedHosts how many hosts the campaign asks
   */
  public record Claimed(
      UUID leaseId,
      UUID campaignId,
      UUID queryId,
      String sql,
      long assignedHosts,
      int attempt,
      String traceparent) {}

  /** At most {@code claimMax}, oldest first. */
  public List<Claimed> claim(
      UUID hostId, Instant now, Duration lease, int claimMax, int attemptsMax) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(CLAIM)
                .bind("host_id", hostId)
                .bind("now", now)
                .bind("leased_until", now.plus(lease))
                .bind("claim_max", claimMax)
                .bind("attempts_max", attemptsMax)
                .map(
                    (row, _) ->
                        new Claimed(
                            row.getObject("lease_id", UUID.class),
                            row.getObject("campaign_id", UUID.class),
                            row.getObject("query_id", UUID.class),
                            row.getString("sql"),
                            row.getLong("assigned_hosts"),
                            row.getInt("attempts"),
                            row.getString("traceparent")))
                .list());
  }

  /** Ends a claimed assignment whose statement may not be sent (G-4). */
  List<Ended> refuse(UUID hostId, UUID leaseId, String reason, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(REFUSE)
                .bind("host_id", hostId)
                .bind("lease_id", leaseId)
                .bind("reason", reason)
                .bind("now", now)
                .map(Ended::of)
                .list());
  }

  void giveBack(UUID hostId, List<UUID> leaseIds) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(GIVE_BACK)
                .bind("host_id", hostId)
                .bindArray("lease_ids", UUID.class, leaseIds)
                .execute());
  }

  /** When the host has something to claim next; null when nothing of its is open. */
  Instant nextDue(UUID hostId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(NEXT_DUE)
                .bind("host_id", hostId)
                .mapTo(Instant.class)
                .findOne()
                .orElse(null));
  }

  /** Ends what ran out of leases without an answer. */
  List<Ended> exhaust(UUID hostId, Instant now, int attemptsMax) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(EXHAUSTED)
                .bind("host_id", hostId)
                .bind("now", now)
                .bind("attempts_max", attemptsMax)
                .map(Ended::of)
                .list());
  }
}
