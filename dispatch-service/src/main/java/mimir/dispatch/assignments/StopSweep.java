package mimir.dispatch.assignments;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.contracts.dispatch.AssignmentEndEvent.Outcome;
import org.jdbi.v3.core.Jdbi;

/**
 * Moves the rows of a stopped campaign after the fence is up, a batch a transaction, so that a stop
 * is quick whatever the size of the campaign; goes on where it was after a crash.
 */
@ApplicationScoped
class StopSweep {
  static final int BATCH = 1_000;
  static final String REASON = "campaign_stopped";

  private static final String DUE =
      """
      SELECT campaign_id
      FROM campaign
      WHERE sweep_at <= :now
      ORDER BY sweep_at
      LIMIT 1
      FOR UPDATE SKIP LOCKED
      """;

  private static final String DRAIN =
      """
      UPDATE assignment
      SET state = 'draining'
      FROM campaign
      WHERE campaign.campaign_id = :campaign_id
        AND NOT campaign.discard_in_flight
        AND assignment.campaign_id = campaign.campaign_id
        AND assignment.state = 'leased'
        AND assignment.leased_until > :now
      """;

  // Not what a host is working at, unless that is to be discarded: it drains.
  private static final String CANCEL =
      """
      WITH open AS MATERIALIZED (
          SELECT assignment.host_id, assignment.campaign_id, assignment.query_id
          FROM assignment
          JOIN campaign USING (campaign_id)
          WHERE assignment.campaign_id = :campaign_id
            AND (assignment.state = 'pending'
                 OR (assignment.state = 'leased' AND campaign.discard_in_flight)
                 OR (assignment.state IN ('leased', 'draining')
                     AND assignment.leased_until <= :now))
          LIMIT :batch
          FOR UPDATE OF assignment SKIP LOCKED
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

  // At once again while something can be cancelled; then when the first draining lease ends; then
  // never (NULL).
  private static final String NEXT_SWEEP =
      """
      UPDATE campaign
      SET sweep_at = (
          SELECT min(CASE WHEN state = 'draining' THEN leased_until ELSE :now END)
          FROM assignment
          WHERE campaign_id = :campaign_id AND state IN ('pending', 'leased', 'draining'))
      WHERE campaign_id = :campaign_id
      """;

  private final Jdbi jdbi;
  private final AssignmentEnds ends;
  private final InstantSource clock;

  StopSweep(Jdbi jdbi, AssignmentEnds ends, InstantSource clock) {
    this.jdbi = jdbi;
    this.ends = ends;
    this.clock = clock;
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    boolean more;
    do {
      more = QuarkusTransaction.requiringNew().call(this::batch);
    } while (more);
  }

  /** One batch of one campaign; false when no campaign is due. */
  boolean batch() {
    Instant now = clock.instant();
    return jdbi.withHandle(
        handle -> {
          UUID campaignId =
              handle.createQuery(DUE).bind("now", now).mapTo(UUID.class).findOne().orElse(null);
          if (campaignId == null) {
            return false;
          }
          List<Ended> ended =
              handle
                  .createQuery(CANCEL)
                  .bind("campaign_id", campaignId)
                  .bind("now", now)
                  .bind("batch", BATCH)
                  .bind("reason", REASON)
                  .map(Ended::of)
                  .list();
          ends.publish(ended, Outcome.CANCELLED, REASON, now);
          // These two look at all that is open: once at the end, and not once a batch. Meanwhile
          // the campaign stays due.
          if (ended.size() < BATCH) {
            handle.createUpdate(DRAIN).bind("campaign_id", campaignId).bind("now", now).execute();
            handle
                .createUpdate(NEXT_SWEEP)
                .bind("campaign_id", campaignId)
                .bind("now", now)
                .execute();
          }
          return true;
        });
  }
}
