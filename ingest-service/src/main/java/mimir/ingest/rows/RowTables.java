package mimir.ingest.rows;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;

/** Reads rows. */
@ApplicationScoped
class RowTables {

  private static final String PAGE =
      """
      SELECT answer_row.host_id, coalesce(host.hostname, '') AS hostname, answer_row.query_id,
             answer_row.row_no, answer_row.columns
      FROM answer_row
      LEFT JOIN host USING (host_id)
      WHERE answer_row.campaign_id = :campaign_id
        AND (answer_row.host_id, answer_row.query_id, answer_row.row_no)
            > (:after_host, :after_query, :after_row_no)
        AND answer_row.host_id <= :last_host
      ORDER BY answer_row.host_id, answer_row.query_id, answer_row.row_no
      LIMIT :limit
      """;

  private static final UUID FIRST_ID = new UUID(0, 0);
  private static final UUID LAST_ID = new UUID(-1, -1);

  private final Jdbi jdbi;

  RowTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * A row as its host sent it.
   *
   * @param columns a JSON object of texts
   */
  record Row(
      UUID hostId,
      String hostname,
      @JsonIgnore UUID queryId,
      long rowNo,
      @JsonRawValue @Schema(type = SchemaType.OBJECT, additionalProperties = String.class)
          String columns) {}

  /** The place behind which a page begins. */
  record Place(UUID hostId, UUID queryId, long rowNo) {
    static Place parse(String text) {
      var parts = text.split(":", 3);
      return new Place(
          UUID.fromString(parts[0]), UUID.fromString(parts[1]), Long.parseLong(parts[2]));
    }

    static String of(Row row) {
      return row.hostId() + ":" + row.queryId() + ":" + row.rowNo();
    }
  }

  /**
   * The next rows, in the order of their keys.
   *
   * @param hostId only this host's; null for all
   * @param after null for the first page
   */
  List<Row> page(UUID campaignId, UUID hostId, Place after, int limit) {
    // An own condition for the first page, or for all hosts, would cost the index.
    Place from =
        after == null ? new Place(hostId == null ? FIRST_ID : hostId, FIRST_ID, -1) : after;
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PAGE)
                .bind("campaign_id", campaignId)
                .bind("after_host", from.hostId())
                .bind("after_query", from.queryId())
                .bind("after_row_no", from.rowNo())
                .bind("last_host", hostId == null ? LAST_ID : hostId)
                .bind("limit", limit)
                .map(
                    row ->
                        new Row(
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("hostname", String.class),
                            row.getColumn("query_id", UUID.class),
                            row.getColumn("row_no", Long.class),
                            row.getColumn("columns", String.class)))
                .list());
  }
}
