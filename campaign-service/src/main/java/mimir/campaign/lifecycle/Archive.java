package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
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
             coalesce(chunks - published, 0) AS unpublished,
             coalesce(chunks, 0) AS chunks
      FROM coverage
      LEFT JOIN chunk_progress USING (campaign_id)
      WHERE campaign_id = :campaign_id
      """;

  private final Campaigns campaigns;
  private final Outbox outbox;
  private final Jdbi jdbi;

  Archive(Campaigns campaigns, Outbox outbox, Jdbi jdbi) {
    this.campaigns = campaigns;
    this.outbox = outbox;
    this.jdbi = jdbi;
  }

  private record Progress(Outstanding outstanding, int chunks) {}

  @Transactional
  void archive(UUID id, String by, String actor, Instant now) {
    var stream = campaigns.open(id);
    Progress progress = progress(id);
    CampaignRules.archive(Campaign.of(stream.events()), progress.outstanding(), by, now)
        .ifPresent(
            archived -> {
              campaigns.append(stream, actor, archived);
              outbox.forget(
                  Topics.ASSIGNMENTS,
                  IntStream.range(0, progress.chunks())
                      .mapToObj(chunk -> AssignmentEvent.key(id, chunk))
                      .toList());
            });
  }

  private Progress progress(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OUTSTANDING)
                .bind("campaign_id", id)
                .map(
                    row ->
                        new Progress(
                            new Outstanding(
                                row.getColumn("pending", Long.class),
                                row.getColumn("unpublished", Integer.class)),
                            row.getColumn("chunks", Integer.class)))
                .findOne()
                .orElse(new Progress(new Outstanding(0, 0), 0)));
  }
}
