package mimir.campaign.lifecycle;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.campaign.lifecycle.CampaignRules.Outstanding;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.runtime.Outbox;
import org.jdbi.v3.core.Jdbi;

/** Puts a campaign away, and lets the topic forget its assigned set (V-10). */
@ApplicationScoped
class Archive {

  private static final String OUTSTANDING =
      """
      SELECT assigned - responded - errored - cancelled AS pending,
             coalesce(chunks - published, 0) AS unpublished
      FROM coverage
      LEFT JOIN chunk_progress USING (campaign_id)
      WHERE campaign_id = :campaign_id
      """;

  // SKIP LOCKED: another replica may be at it.
  private static final String TO_FORGET =
      """
      SELECT campaign_id, chunks
      FROM chunk_progress
      JOIN campaign USING (campaign_id)
      JOIN coverage USING (campaign_id)
      WHERE chunk_progress.forgotten_at IS NULL
        AND campaign.status = 'archived'
        AND assigned = responded + errored + cancelled
      LIMIT 1
      FOR UPDATE OF chunk_progress SKIP LOCKED
      """;

  private static final String FORGOTTEN =
      """
      UPDATE chunk_progress
      SET forgotten_at = :now
      WHERE campaign_id = :campaign_id
      """;

  private final Campaigns campaigns;
  private final Outbox outbox;
  private final Jdbi jdbi;

  private final InstantSource clock;

  Archive(Campaigns campaigns, Outbox outbox, Jdbi jdbi, InstantSource clock) {
    this.campaigns = campaigns;
    this.outbox = outbox;
    this.jdbi = jdbi;
    this.clock = clock;
  }

  @Transactional
  void archive(UUID id, String by, String actor, Instant now) {
    var stream = campaigns.open(id);
    CampaignRules.archive(Campaign.of(stream.events()), outstanding(id), by, now)
        .ifPresent(archived -> campaigns.append(stream, actor, archived));
  }

  private Outstanding outstanding(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OUTSTANDING)
                .bind("campaign_id", id)
                .map(
                    row ->
                        new Outstanding(
                            row.getColumn("pending", Long.class),
                            row.getColumn("unpublished", Integer.class)))
                .findOne()
                .orElse(new Outstanding(0, 0)));
  }

  @Scheduled(
      every = "30s",
      delayed = "20s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void forgetChunks() {
    boolean more;
    do {
      more = QuarkusTransaction.requiringNew().call(() -> forgetOne(clock.instant()));
    } while (more);
  }

  private record Archived(UUID campaignId, int chunks) {}

  /**
   * Lets the topic forget the assigned set of one archived campaign, once each assignment has its
   * end: dispatch-service has read every chunk by then. False when there is none.
   */
  boolean forgetOne(Instant now) {
    return jdbi.withHandle(
        handle -> {
          var archived =
              handle
                  .createQuery(TO_FORGET)
                  .map(
                      row ->
                          new Archived(
                              row.getColumn("campaign_id", UUID.class),
                              row.getColumn("chunks", Integer.class)))
                  .findOne();
          archived.ifPresent(
              each -> {
                outbox.forget(Topics.ASSIGNMENTS, keys(each));
                handle
                    .createUpdate(FORGOTTEN)
                    .bind("campaign_id", each.campaignId())
                    .bind("now", now)
                    .execute();
              });
          return archived.isPresent();
        });
  }

  private static List<String> keys(Archived archived) {
    return IntStream.range(0, archived.chunks())
        .mapToObj(chunk -> AssignmentEvent.key(archived.campaignId(), chunk))
        .toList();
  }
}
