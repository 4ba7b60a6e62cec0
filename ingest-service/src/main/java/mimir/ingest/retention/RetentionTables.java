package mimir.ingest.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Campaigns whose rows are dropped. */
@ApplicationScoped
class RetentionTables {

  private static final String FIND =
      """
      SELECT coalesce(campaign.stopped_at, campaign.archived_at) IS NOT NULL AS ended,
             campaign.rows_dropped_at, campaign_rows.rows
      FROM campaign
      JOIN campaign_rows USING (campaign_id)
      WHERE campaign_id = :campaign_id
      """;

  // Waits for the batches that store rows of the campaign, and they for it.
  private static final String HOLD = FIND + "FOR UPDATE OF campaign\n";

  private static final String MARK =
      """
      UPDATE campaign
      SET rows_dropped_at = :now
      WHERE campaign_id = :campaign_id
      """;

  // Sums over rows that are no more do not hold either.
  private static final String TAKE_BACK =
      """
      UPDATE campaign_rows
      SET taken_back = taken_back + 1
      WHERE campaign_id = :campaign_id
      """;

  private static final String LEFT_OVER =
      """
      SELECT campaign_id
      FROM campaign
      WHERE rows_dropped_at IS NOT NULL
        AND to_regclass('answer_row_' || replace(CAST(campaign_id AS text), '-', '')) IS NOT NULL
      """;

  private static final String LOCK_MAX = "SET LOCAL lock_timeout = '3s'";

  private final Jdbi jdbi;

  RetentionTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param ended whether it was stopped or archived
   * @param rowsDroppedAt null while it has its rows
   * @param rows that it has or had
   */
  record Kept(boolean ended, Instant rowsDroppedAt, long rows) {}

  Optional<Kept> find(UUID campaignId) {
    return find(FIND, campaignId);
  }

  /** As it is until the end of the transaction. */
  Optional<Kept> hold(UUID campaignId) {
    return find(HOLD, campaignId);
  }

  private Optional<Kept> find(String sql, UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(sql)
                .bind("campaign_id", campaignId)
                .map(
                    row ->
                        new Kept(
                            row.getColumn("ended", Boolean.class),
                            row.getColumn("rows_dropped_at", Instant.class),
                            row.getColumn("rows", Long.class)))
                .findOne());
  }

  void mark(UUID campaignId, Instant now) {
    jdbi.useHandle(
        handle -> {
          handle.createUpdate(MARK).bind("campaign_id", campaignId).bind("now", now).execute();
          handle.createUpdate(TAKE_BACK).bind("campaign_id", campaignId).execute();
        });
  }

  /** Marked ones whose rows are still there. */
  List<UUID> leftOver() {
    return jdbi.withHandle(handle -> handle.createQuery(LEFT_OVER).mapTo(UUID.class).list());
  }

  /** Fails when somebody reads or stores rows for longer than some seconds. */
  void dropRows(UUID campaignId) {
    jdbi.useHandle(
        handle -> {
          handle.execute(LOCK_MAX);
          // The name holds nothing but the id's hex digits, so that no text reaches the DDL.
          handle.execute(
              "DROP TABLE IF EXISTS answer_row_" + campaignId.toString().replace("-", ""));
        });
  }
}
