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
import org.jdbi.v3.core.Jdbi;

/** What is open of a host: shown, and ended when the host is decommissioned (H-5). */
@ApplicationScoped
public class HostWork {
  static final String REASON = "host_decommissioned";

  // Asks the host table itself: whoever calls may name hosts in service too.
  private static final String CANCEL =
      """
      UPDATE assignment
      SET state = 'cancelled',
          earlier_lease_ids = CASE WHEN lease_id IS NULL THEN earlier_lease_ids
                                   ELSE earlier_lease_ids || lease_id END,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = :now,
          reason = :reason
      WHERE ended_at IS NULL
        AND host_id IN (
            SELECT host_id
            FROM host
            WHERE host_id = ANY (:host_ids) AND decommissioned_at IS NOT NULL)
      RETURNING campaign_id, host_id, query_id
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
  public record Open(
      UUID campaignId, UUID queryId, String state, Instant leasedUntil, int attempts) {}

  /** Those of the hosts that are decommissioned have nothing open from then on. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void cancelDecommissioned(Collection<UUID> hostIds, Instant now) {
    List<Ended> cancelled =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(CANCEL)
                    .bindArray("host_ids", UUID.class, hostIds)
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
