package mimir.ingest.rows;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;

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

  // In the order of the key throughout, so that it ends with what was asked for; the last row that
  // it may look at comes along, whatever is in it. How long a row is stands in its head: none is
  // unpacked for that. A name is looked up for what was found only.
  private static final String HAVING =
      """
      SELECT looked.host_id, looked.query_id, looked.row_no, looked.columns, looked.has_it,
             looked.is_last,
             coalesce((SELECT hostname FROM host WHERE host.host_id = looked.host_id), '')
                 AS hostname
      FROM (
          SELECT host_id, query_id, row_no, columns, bytes_before,
                 CASE WHEN bytes_before < :bytes_max
                     THEN coalesce(sha256(convert_to(columns ->> :column, 'UTF8')), '') = :key
                 END AS has_it,
                 number = :rows_max OR bytes_before + bytes >= :bytes_max AS is_last
          FROM (
              SELECT host_id, query_id, row_no, columns, pg_column_size(columns) AS bytes,
                     row_number() OVER before AS number,
                     sum(pg_column_size(columns)) OVER before - pg_column_size(columns)
                         AS bytes_before
              FROM answer_row
              WHERE campaign_id = :campaign_id
                AND (host_id, query_id, row_no) > (:after_host, :after_query, :after_row_no)
                AND host_id <= :last_host
              WINDOW before AS (
                  ORDER BY host_id, query_id, row_no ROWS UNBOUNDED PRECEDING)
              ORDER BY host_id, query_id, row_no
              LIMIT :rows_max) AS measured) AS looked
      WHERE looked.bytes_before < :bytes_max AND (looked.has_it OR looked.is_last)
      ORDER BY looked.host_id, looked.query_id, looked.row_no
      LIMIT :limit
      """;

  /**
   * What one call looks through for a value at most: a fraction of a second's work.
   *
   * @param bytes as they are stored; the row that reaches it is the last
   */
  record Reach(int rows, long bytes) {}

  private static final Reach REACH = new Reach(100_000, 32L << 20);

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
      return at(row).toString();
    }

    static Place at(Row row) {
      return new Place(row.hostId(), row.queryId(), row.rowNo());
    }

    @Override
    public String toString() {
      return hostId + ":" + queryId + ":" + rowNo;
    }
  }

  /**
   * What a look through rows has found.
   *
   * @param until the last row that was looked at; null when it was the last one of all, or when as
   *     many were found as were asked for
   */
  record Looked(List<Row> found, Place until) {}

  /**
   * @param isLast whether the call may look no further
   */
  private record LookedAt(Row row, boolean hasIt, boolean isLast) {
    static LookedAt of(RowView row) {
      return new LookedAt(
          RowTables.row(row),
          row.getColumn("has_it", Boolean.class),
          row.getColumn("is_last", Boolean.class));
    }
  }

  /**
   * The next rows, in the order of their keys.
   *
   * @param hostId only this host's; null for all
   * @param after null for the first page
   */
  List<Row> page(UUID campaignId, UUID hostId, Place after, int limit) {
    return jdbi.withHandle(
        handle ->
            behind(handle.createQuery(PAGE), campaignId, hostId, after)
                .bind("limit", limit)
                .map(RowTables::row)
                .list());
  }

  /**
   * The next rows with a value, in the order of their keys. No index has what rows hold: they are
   * read until enough are found, and not beyond the {@link #REACH} of one call; of a campaign with
   * more a rare value takes several calls.
   *
   * @param hostId only this host's; null for all
   * @param after null for the first page
   */
  Looked having(UUID campaignId, UUID hostId, Sought sought, Place after, int limit) {
    return having(campaignId, hostId, sought, after, limit, REACH);
  }

  Looked having(UUID campaignId, UUID hostId, Sought sought, Place after, int limit, Reach reach) {
    List<LookedAt> rows =
        jdbi.withHandle(
            handle ->
                behind(handle.createQuery(HAVING), campaignId, hostId, after)
                    .bind("column", sought.column())
                    .bind("key", sought.key())
                    .bind("rows_max", reach.rows())
                    .bind("bytes_max", reach.bytes())
                    .bind("limit", limit)
                    .map(LookedAt::of)
                    .list());
    boolean cut = !rows.isEmpty() && rows.getLast().isLast();
    return new Looked(
        rows.stream().filter(LookedAt::hasIt).map(LookedAt::row).toList(),
        cut ? Place.at(rows.getLast().row()) : null);
  }

  /** An own condition for the first page, or for all hosts, would cost the index. */
  private static Query behind(Query query, UUID campaignId, UUID hostId, Place after) {
    Place from =
        after == null ? new Place(hostId == null ? FIRST_ID : hostId, FIRST_ID, -1) : after;
    return query
        .bind("campaign_id", campaignId)
        .bind("after_host", from.hostId())
        .bind("after_query", from.queryId())
        .bind("after_row_no", from.rowNo())
        .bind("last_host", hostId == null ? LAST_ID : hostId);
  }

  private static Row row(RowView row) {
    return new Row(
        row.getColumn("host_id", UUID.class),
        row.getColumn("hostname", String.class),
        row.getColumn("query_id", UUID.class),
        row.getColumn("row_no", Long.class),
        row.getColumn("columns", String.class));
  }
}
