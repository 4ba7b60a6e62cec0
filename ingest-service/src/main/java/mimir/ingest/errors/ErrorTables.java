package mimir.ingest.errors;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.dispatch.AssignmentEndEvent.Item;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;

/** Assignments that ended as errored. */
@ApplicationScoped
class ErrorTables {
  /** osquery answered, and not with rows. */
  static final String OSQUERY = "osquery_error";

  private static final String NOTE =
      """
      INSERT INTO unanswered (campaign_id, host_id, query_id, reason, at)
      SELECT :campaign_id, host_id, query_id, :reason, :at
      FROM unnest(:host_ids, :query_ids) AS ended (host_id, query_id)
      ON CONFLICT DO NOTHING
      """;

  private static final String LIST =
      """
      SELECT error.host_id, coalesce(host.hostname, '') AS hostname, error.query_id,
             error.reason, error.message, error.at
      FROM (
          SELECT host_id, query_id, :osquery AS reason, message, responded_at AS at
          FROM answer
          WHERE campaign_id = :campaign_id AND outcome = 'errored'
          UNION ALL
          SELECT host_id, query_id, reason, NULL AS message, at
          FROM unanswered
          WHERE campaign_id = :campaign_id
            AND NOT EXISTS (
                SELECT
                FROM answer
                WHERE answer.campaign_id = unanswered.campaign_id
                  AND answer.host_id = unanswered.host_id
                  AND answer.query_id = unanswered.query_id)
      ) AS error
      LEFT JOIN host USING (host_id)
      WHERE (error.host_id, error.query_id) > (:after_host, :after_query)
      ORDER BY error.host_id, error.query_id
      LIMIT :limit
      """;

  private static final String KNOWN =
      """
      SELECT EXISTS (SELECT FROM campaign WHERE campaign_id = :campaign_id)
      """;

  /** Before every id that there is. */
  static final Place START = new Place(new UUID(0, 0), new UUID(0, 0));

  private final Jdbi jdbi;

  ErrorTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The place behind which a page begins. */
  record Place(UUID hostId, UUID queryId) {
    static Place parse(String text) {
      var parts = text.split(":", 2);
      return new Place(UUID.fromString(parts[0]), UUID.fromString(parts[1]));
    }

    static String of(Errored error) {
      return error.hostId() + ":" + error.queryId();
    }
  }

  /**
   * @param reason {@code osquery_error}, or why the ledger ended it: {@code attempts_exhausted},
   *     {@code blocked_sql}
   * @param message osquery's own, or null
   */
  @Schema(name = "CampaignError")
  record Errored(
      UUID hostId,
      String hostname,
      UUID queryId,
      String reason,
      @Schema(nullable = true) String message,
      Instant at) {}

  boolean known(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(KNOWN).bind("campaign_id", campaignId).mapTo(Boolean.class).one());
  }

  void note(UUID campaignId, String reason, Instant at, List<Item> items) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(NOTE)
                .bind("campaign_id", campaignId)
                .bind("reason", reason)
                .bind("at", at)
                .bindArray("host_ids", UUID.class, items.stream().map(Item::hostId).toList())
                .bindArray("query_ids", UUID.class, items.stream().map(Item::queryId).toList())
                .execute());
  }

  /** By host and query. */
  List<Errored> list(UUID campaignId, Place after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("osquery", OSQUERY)
                .bind("campaign_id", campaignId)
                .bind("after_host", after.hostId())
                .bind("after_query", after.queryId())
                .bind("limit", limit)
                .map(
                    row ->
                        new Errored(
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("hostname", String.class),
                            row.getColumn("query_id", UUID.class),
                            row.getColumn("reason", String.class),
                            row.getColumn("message", String.class),
                            row.getColumn("at", Instant.class)))
                .list());
  }
}
