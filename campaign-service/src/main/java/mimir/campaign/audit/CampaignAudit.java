package mimir.campaign.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;

/** A campaign's own stream, as people read it. */
@ApplicationScoped
class CampaignAudit {

  private static final String PAGE =
      """
      SELECT version, type, at, actor, payload
      FROM event
      WHERE stream = :stream AND version < :before
      ORDER BY version DESC
      LIMIT :limit
      """;

  private static final String EXISTS =
      """
      SELECT EXISTS (SELECT FROM event WHERE stream = :stream)
      """;

  private final Jdbi jdbi;

  CampaignAudit(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Newest first.
   *
   * @param before the last version of the page before, or null
   */
  List<CampaignEntry> page(UUID campaignId, Long before, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PAGE)
                .bind("stream", stream(campaignId))
                .bind("before", before == null ? Long.MAX_VALUE : before)
                .bind("limit", limit)
                .map(CampaignAudit::entry)
                .list());
  }

  boolean exists(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(EXISTS)
                .bind("stream", stream(campaignId))
                .mapTo(Boolean.class)
                .one());
  }

  private static String stream(UUID campaignId) {
    return "campaign-" + campaignId;
  }

  private static CampaignEntry entry(RowView row) {
    var type = row.getColumn("type", String.class);
    try {
      return new CampaignEntry(
          row.getColumn("version", Long.class),
          row.getColumn("at", Instant.class),
          row.getColumn("actor", String.class),
          Action.of(type),
          Shortened.of(row.getColumn("payload", String.class)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the event log holds an unreadable " + type, e);
    }
  }
}
