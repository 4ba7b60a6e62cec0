package mimir.ingest.figures;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;

/** Counts a campaign's answers. */
@ApplicationScoped
class FigureTables {

  private static final String SPAN =
      """
      SELECT campaign.launched_at, campaign.live_until,
             (SELECT max(answer.received_at)
              FROM answer
              WHERE answer.campaign_id = campaign.campaign_id AND answer.outcome = 'stored')
               AS last_at
      FROM campaign
      WHERE campaign.campaign_id = :campaign_id
        AND campaign.kind NOT IN ('live_query', 'live_hunt')
      """;

  private static final String BUCKETS =
      """
      SELECT date_bin(make_interval(secs => :bucket_seconds), received_at, :launched_at) AS at,
             count(*) AS responses
      FROM answer
      WHERE campaign_id = :campaign_id AND outcome = 'stored'
      GROUP BY 1
      ORDER BY 1
      """;

  private static final String COST =
      """
      SELECT count(DISTINCT host_id) AS hosts,
             percentile_disc(0.50) WITHIN GROUP (ORDER BY wall_time_ms) AS wall_time_ms_p50,
             percentile_disc(0.95) WITHIN GROUP (ORDER BY wall_time_ms) AS wall_time_ms_p95,
             percentile_disc(0.50) WITHIN GROUP (ORDER BY memory_bytes) AS memory_bytes_p50,
             percentile_disc(0.95) WITHIN GROUP (ORDER BY memory_bytes) AS memory_bytes_p95
      FROM answer
      WHERE campaign_id = :campaign_id
        AND (wall_time_ms IS NOT NULL OR memory_bytes IS NOT NULL)
      """;

  private final Jdbi jdbi;

  FigureTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param lastAt null while nothing has been answered
   */
  record Span(Instant launchedAt, Instant liveUntil, Instant lastAt) {}

  record Bucket(Instant at, long responses) {}

  /** Of the query's runs at the hosts that report statistics; null when none did. */
  record Cost(
      @Schema(description = "That reported statistics.") long hosts,
      @Schema(nullable = true) Long wallTimeMsP50,
      @Schema(nullable = true) Long wallTimeMsP95,
      @Schema(nullable = true) Long memoryBytesP50,
      @Schema(nullable = true) Long memoryBytesP95) {}

  /** Empty for what is no campaign. */
  Optional<Span> span(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SPAN)
                .bind("campaign_id", campaignId)
                .map(
                    row ->
                        new Span(
                            row.getColumn("launched_at", Instant.class),
                            row.getColumn("live_until", Instant.class),
                            row.getColumn("last_at", Instant.class)))
                .findOne());
  }

  /** Those with an answer, the earliest first; the first may begin at the launch. */
  List<Bucket> buckets(UUID campaignId, Instant launchedAt, int bucketSeconds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(BUCKETS)
                .bind("campaign_id", campaignId)
                .bind("launched_at", launchedAt)
                .bind("bucket_seconds", bucketSeconds)
                .map(
                    row ->
                        new Bucket(
                            row.getColumn("at", Instant.class),
                            row.getColumn("responses", Long.class)))
                .list());
  }

  Cost cost(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COST)
                .bind("campaign_id", campaignId)
                .map(
                    row ->
                        new Cost(
                            row.getColumn("hosts", Long.class),
                            row.getColumn("wall_time_ms_p50", Long.class),
                            row.getColumn("wall_time_ms_p95", Long.class),
                            row.getColumn("memory_bytes_p50", Long.class),
                            row.getColumn("memory_bytes_p95", Long.class)))
                .one());
  }
}
