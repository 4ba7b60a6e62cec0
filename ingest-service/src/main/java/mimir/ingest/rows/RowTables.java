package mimir.ingest.rows;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
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
        AND (CAST(:host_id AS uuid) IS NULL OR answer_row.host_id = :host_id)
        AND (CAST(:after_host AS uuid) IS NULL
             OR (answer_row.host_id, answer_row.query_id, answer_row.row_no)
                > (:after_host, :after_query, :after_row_no))
      ORDER BY answer_row.host_id, answer_row.query_id, answer_row.row_no
      LIMIT :limit
      """;

  private static final String KNOWN =
      """
      SELECT EXISTS (SELECT FROM campaign WHERE campaign_id = :campaign_id)
      """;

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
      @JsonRawValue String columns) {}

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

  boolean known(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(KNOWN).bind("campaign_id", campaignId).mapTo(Boolean.class).one());
  }

  List<Row> page(UUID campaignId, UUID hostId, Place after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PAGE)
                .bind("campaign_id", campaignId)
                .bind("host_id", hostId)
                .bind("after_host", after == null ? null : after.hostId())
                .bind("after_query", after == null ? null : after.queryId())
                .bind("after_row_no", after == null ? 0 : after.rowNo())
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
