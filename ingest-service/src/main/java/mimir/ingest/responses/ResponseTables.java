package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;

/** Reads answers as lists show them. */
@ApplicationScoped
class ResponseTables {

  private static final String LIST =
      """
      SELECT answer.host_id, coalesce(host.hostname, '') AS hostname, answer.query_id,
             answer.rows, answer.truncated, answer.late, answer.responded_at,
             answer.wall_time_ms, answer.memory_bytes
      FROM answer
      LEFT JOIN host USING (host_id)
      WHERE answer.campaign_id = :campaign_id
        AND answer.outcome = 'stored'
        AND answer.late = ANY (:lates)
        AND (answer.host_id, answer.query_id) > (:after_host, :after_query)
      ORDER BY answer.host_id, answer.query_id
      LIMIT :limit
      """;

  /** Before every id that there is: an own condition for the first page would cost the index. */
  static final Place START = new Place(new UUID(0, 0), new UUID(0, 0));

  private final Jdbi jdbi;

  ResponseTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The place behind which a page begins. */
  record Place(UUID hostId, UUID queryId) {
    static Place parse(String text) {
      var parts = text.split(":", 2);
      return new Place(UUID.fromString(parts[0]), UUID.fromString(parts[1]));
    }

    static String of(Response response) {
      return response.hostId() + ":" + response.queryId();
    }
  }

  /** An answer in the list of a campaign. */
  @Schema(name = "CampaignResponse")
  record Response(
      UUID hostId,
      String hostname,
      UUID queryId,
      long rows,
      boolean truncated,
      boolean late,
      Instant respondedAt,
      @Schema(nullable = true) Long wallTimeMs,
      @Schema(nullable = true) Long memoryBytes) {}

  /**
   * By host and query.
   *
   * @param late null for both
   */
  List<Response> list(UUID campaignId, Boolean late, Place after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("campaign_id", campaignId)
                .bindArray(
                    "lates", Boolean.class, late == null ? List.of(false, true) : List.of(late))
                .bind("after_host", after.hostId())
                .bind("after_query", after.queryId())
                .bind("limit", limit)
                .map(
                    row ->
                        new Response(
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("hostname", String.class),
                            row.getColumn("query_id", UUID.class),
                            row.getColumn("rows", Long.class),
                            row.getColumn("truncated", Boolean.class),
                            row.getColumn("late", Boolean.class),
                            row.getColumn("responded_at", Instant.class),
                            row.getColumn("wall_time_ms", Long.class),
                            row.getColumn("memory_bytes", Long.class)))
                .list());
  }
}
