package mimir.dispatch.assignments;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
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

  /** Between two looks at what drains. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** Before the next look at what others had locked. */
  static final Duration RETRY = Duration.ofSeconds(1);

  private static final UUID FIRST_HOST = new UUID(0, 0);

  /** By the bytes without a sign: UUID.compareTo has another order. */
  private static final Comparator<UUID> AS_POSTGRESQL =
      Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  private static final String DUE =
      """
      SELECT campaign_id
      FROM campaign
      WHERE sweep_at <= :now
      ORDER BY sweep_at
      LIMIT 1
      FOR UPDATE SKIP LOCKED
      """;

  // What a host is working at drains, unless that is to be discarded; all else is cancelled.
  // From the host on at which the last batch ended: whoever began at the front again would walk
  // over all that is cancelled for as long as an old snapshot keeps vacuum from removing it.
  // What drains keeps the lease of the version that is locked: a claim may have come in between,
  // and PostgreSQL holds the new row to the constraints already with the version from before it.
  private static final String SWEEP =
      """
      WITH open AS MATERIALIZED (
          SELECT assignment.host_id, assignment.campaign_id, assignment.query_id,
                 assignment.lease_id AS held_lease_id, assignment.leased_until AS held_until,
                 assignment.state = 'leased' AND assignment.leased_until > :now
                     AND NOT campaign.discard_in_flight AS drains
          FROM assignment
          JOIN campaign USING (campaign_id)
          WHERE assignment.campaign_id = :campaign_id
            AND assignment.host_id >= :from_host
            AND assignment.ended_at IS NULL
            AND (assignment.state <> 'draining' OR assignment.leased_until <= :now)
          ORDER BY assignment.host_id
          LIMIT :batch
          FOR UPDATE OF assignment SKIP LOCKED
      )
      UPDATE assignment
      SET state = CASE WHEN drains THEN 'draining' ELSE 'cancelled' END,
          earlier_lease_ids = CASE WHEN drains OR lease_id IS NULL THEN earlier_lease_ids
                                   ELSE earlier_lease_ids || lease_id END,
          lease_id = CASE WHEN drains THEN held_lease_id END,
          leased_until = CASE WHEN drains THEN held_until END,
          ended_at = CASE WHEN NOT drains THEN CAST(:now AS timestamptz) END,
          reason = CASE WHEN NOT drains THEN :reason END
      FROM open
      WHERE assignment.host_id = open.host_id
        AND assignment.campaign_id = open.campaign_id
        AND assignment.query_id = open.query_id
      RETURNING assignment.campaign_id, assignment.host_id, assignment.query_id,
                assignment.ended_at IS NOT NULL AS ended
      """;

  // Soon again while something is left that others had locked; then when the first draining
  // lease ends, but not for each of many leases that end one after the other; then never (NULL).
  private static final String NEXT_SWEEP =
      """
      UPDATE campaign
      SET sweep_at = (
          SELECT CASE WHEN bool_or(state <> 'draining') THEN CAST(:soon AS timestamptz)
                      WHEN count(*) > 0
                          THEN greatest(min(leased_until), CAST(:not_before AS timestamptz)) END
          FROM assignment
          WHERE campaign_id = :campaign_id AND ended_at IS NULL)
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
    var from = Position.START;
    while (from != null) {
      var at = from;
      from = QuarkusTransaction.requiringNew().call(() -> batch(at));
    }
  }

  /** How far the sweep of a campaign has come. */
  record Position(UUID campaignId, UUID hostId) {
    static final Position START = new Position(null, FIRST_HOST);

    UUID in(UUID campaign) {
      return campaign.equals(campaignId) ? hostId : FIRST_HOST;
    }
  }

  private record Swept(Ended assignment, boolean ended) {}

  /** One batch of one campaign, and where it ended; null when no campaign is due. */
  Position batch(Position from) {
    Instant now = clock.instant();
    return jdbi.withHandle(
        handle -> {
          UUID campaignId =
              handle.createQuery(DUE).bind("now", now).mapTo(UUID.class).findOne().orElse(null);
          if (campaignId == null) {
            return null;
          }
          List<Swept> swept =
              handle
                  .createQuery(SWEEP)
                  .bind("campaign_id", campaignId)
                  .bind("from_host", from.in(campaignId))
                  .bind("now", now)
                  .bind("batch", BATCH)
                  .bind("reason", REASON)
                  .map((row, context) -> new Swept(Ended.of(row, context), row.getBoolean("ended")))
                  .list();
          ends.publish(
              swept.stream().filter(Swept::ended).map(Swept::assignment).toList(),
              Outcome.CANCELLED,
              REASON,
              now);
          if (swept.size() == BATCH) {
            return new Position(campaignId, last(swept));
          }
          // Not as it was before the batch: the next look would then come without a pause.
          Instant looked = clock.instant();
          // Looks at all that is open: once at the end, and not once a batch. Until then the
          // campaign stays due.
          handle
              .createUpdate(NEXT_SWEEP)
              .bind("campaign_id", campaignId)
              .bind("soon", looked.plus(RETRY))
              .bind("not_before", looked.plus(PAUSE))
              .execute();
          return Position.START;
        });
  }

  private static UUID last(List<Swept> swept) {
    return swept.stream().map(each -> each.assignment().hostId()).max(AS_POSTGRESQL).orElseThrow();
  }
}
