package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.dispatch.AssignmentEndEvent.Outcome;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;

/** What is open of a host: shown, and ended when the host is decommissioned (H-5). */
@ApplicationScoped
public class HostWork {
  static final String REASON = "host_decommissioned";

  // Asks the host table itself: whoever calls may name hosts in service too. In one order: every
  // replica ends the work of the same hosts.
  private static final String CANCEL =
      """
      WITH open AS MATERIALIZED (
          SELECT assignment.host_id, assignment.campaign_id, assignment.query_id
          FROM assignment
          JOIN host USING (host_id)
          WHERE host_id = ANY (:host_ids)
            AND host.decommissioned_at IS NOT NULL
            AND assignment.ended_at IS NULL
            AND assignment.campaign_id = coalesce(CAST(:campaign_id AS uuid),
                                                  assignment.campaign_id)
          ORDER BY assignment.host_id, assignment.campaign_id, assignment.query_id
          FOR UPDATE OF assignment
      )
      UPDATE assignment
      SET state = 'cancelled',
          earlier_lease_ids = CASE WHEN lease_id IS NULL THEN earlier_lease_ids
                                   ELSE earlier_lease_ids || lease_id END,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = :now,
          reason = :reason
      FROM open
      WHERE assignment.host_id = open.host_id
        AND assignment.campaign_id = open.campaign_id
        AND assignment.query_id = open.query_id
      RETURNING assignment.campaign_id, assignment.host_id, assignment.query_id
      """;

  private static final String OPEN =
      """
      SELECT campaign_id, query_id, state, leased_until, attempts
      FROM assignment
      WHERE host_id = :host_id AND ended_at IS NULL
      ORDER BY assigned_at, campaign_id, query_id
      LIMIT :most
      """;

  private final Jdbi jdbi;
  private final AssignmentEnds ends;

  HostWork(Jdbi jdbi, AssignmentEnds ends) {
    this.jdbi = jdbi;
    this.ends = ends;
  }

  /**
   * An assignment that has not ended.
   *
   * @param state pending, leased or draining
   * @param leasedUntil null while it is pending
   */
  @Schema(name = "OpenAssignment")
  public record Open(
      UUID campaignId,
      UUID queryId,
      @Schema(enumeration = {"pending", "leased", "draining"}) String state,
      @Schema(nullable = true) Instant leasedUntil,
      int attempts) {}

  /** Those of the hosts that are decommissioned have nothing open from then on. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void cancelDecommissioned(Collection<UUID> hostIds, Instant now) {
    cancel(hostIds, null, now);
  }

  /**
   * The same for what the transaction has just assigned: rows that nobody else can have locked. A
   * transaction that assigns several times would otherwise lock others' rows in an order of its
   * own.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void cancelAssigned(UUID campaignId, Collection<UUID> hostIds, Instant now) {
    cancel(hostIds, campaignId, now);
  }

  private void cancel(Collection<UUID> hostIds, UUID campaignId, Instant now) {
    List<Ended> cancelled =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(CANCEL)
                    .bindArray("host_ids", UUID.class, hostIds)
                    .bind("campaign_id", campaignId)
                    .bind("now", now)
                    .bind("reason", REASON)
                    .map(Ended::of)
                    .list());
    ends.publish(cancelled, Outcome.CANCELLED, REASON, now);
  }

  /** The oldest first, at most so many. */
  public List<Open> open(UUID hostId, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OPEN)
                .bind("host_id", hostId)
                .bind("most", most)
                .map(
                    (row, _) ->
                        new Open(
                            row.getObject("campaign_id", UUID.class),
                            row.getObject("query_id", UUID.class),
                            row.getString("state"),
                            Optional.ofNullable(row.getObject("leased_until", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)
                                .orElse(null),
                            row.getInt("attempts")))
                .list());
  }
}
