package mimir.ingest.live;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The SQL of those who follow live queries. */
@ApplicationScoped
class LiveTables {

  private static final String QUERY =
      """
      SELECT stop_seen_at, end_reason, assigned
      FROM campaign
      WHERE campaign_id = :id AND kind = 'live_query'
      """;

  private static final String KNOWN =
      """
      SELECT kind = 'live_query'
      FROM campaign
      WHERE campaign_id = :id
      """;

  private static final String ANSWERS =
      """
      SELECT followed_answer.place, answer.host_id, answer.query_id,
             coalesce(host.hostname, '') AS hostname, answer.outcome, answer.message, answer.rows,
             answer.truncated
      FROM followed_answer
      JOIN answer
          ON answer.campaign_id = followed_answer.launch_id
          AND answer.host_id = followed_answer.host_id
          AND answer.query_id = followed_answer.query_id
      LEFT JOIN host ON host.host_id = followed_answer.host_id
      WHERE followed_answer.launch_id = :id AND followed_answer.place > :after
      ORDER BY followed_answer.place
      LIMIT :limit
      """;

  // A row may have a megabyte: at least one, and no more than what many readers may hold at once.
  private static final String ROWS =
      """
      SELECT row_no, columns
      FROM (
          SELECT row_no, columns,
                 sum(octet_length(CAST(columns AS text))) OVER (ORDER BY row_no)
                     - octet_length(CAST(columns AS text)) AS bytes_before
          FROM (
              SELECT row_no, columns
              FROM answer_row
              WHERE campaign_id = :id AND host_id = :host_id AND query_id = :query_id
                AND row_no > :after
              ORDER BY row_no
              LIMIT :limit) AS next_rows) AS measured
      WHERE bytes_before < :bytes_max
      ORDER BY row_no
      """;

  private static final String TOTALS =
      """
      SELECT count(*) AS hosts, coalesce(sum(rows), 0) AS rows,
             count(*) FILTER (WHERE outcome = 'errored') AS errors
      FROM followed_answer
      JOIN answer
          ON answer.campaign_id = followed_answer.launch_id
          AND answer.host_id = followed_answer.host_id
          AND answer.query_id = followed_answer.query_id
      WHERE followed_answer.launch_id = :id AND followed_answer.place <= :place
      """;

  private static final String UNANSWERED =
      """
      SELECT unanswered.host_id, coalesce(host.hostname, '') AS hostname, unanswered.reason
      FROM unanswered
      LEFT JOIN host USING (host_id)
      WHERE unanswered.campaign_id = :id
        AND NOT EXISTS (
            SELECT
            FROM answer
            WHERE answer.campaign_id = unanswered.campaign_id
              AND answer.host_id = unanswered.host_id
              AND answer.query_id = unanswered.query_id)
      ORDER BY unanswered.host_id
      """;

  private static final int ROWS_BYTES_MAX = 64 * 1024;

  private final Jdbi jdbi;

  LiveTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param endedAt when its end became known here; null while it goes on
   * @param end why it is over, or null
   * @param assigned hosts that it asks
   */
  record Query(Instant endedAt, String end, long assigned) {}

  Optional<Query> find(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(QUERY)
                .bind("id", id)
                .map(
                    row ->
                        new Query(
                            row.getColumn("stop_seen_at", Instant.class),
                            row.getColumn("end_reason", String.class),
                            Objects.requireNonNullElse(row.getColumn("assigned", Long.class), 0L)))
                .findOne());
  }

  /** Whether what is known under the id is a live query; none when nothing is. */
  Optional<Boolean> known(UUID id) {
    return jdbi.withHandle(
        handle -> handle.createQuery(KNOWN).bind("id", id).mapTo(Boolean.class).findOne());
  }

  /** A host's answer. */
  record Answer(
      long place,
      UUID hostId,
      UUID queryId,
      String hostname,
      boolean errored,
      String message,
      long rows,
      boolean truncated) {}

  /** Those behind a place, in their order. */
  List<Answer> answers(UUID id, long after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ANSWERS)
                .bind("id", id)
                .bind("after", after)
                .bind("limit", limit)
                .map(
                    row ->
                        new Answer(
                            row.getColumn("place", Long.class),
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("query_id", UUID.class),
                            row.getColumn("hostname", String.class),
                            row.getColumn("outcome", String.class).equals("errored"),
                            row.getColumn("message", String.class),
                            row.getColumn("rows", Long.class),
                            row.getColumn("truncated", Boolean.class)))
                .list());
  }

  /**
   * @param columns as JSON, as the host sent them
   */
  record Row(long rowNo, @JsonRawValue String columns) {}

  /** Rows of an answer behind a number, in their order. */
  List<Row> rows(UUID id, Answer answer, long after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ROWS)
                .bind("id", id)
                .bind("host_id", answer.hostId())
                .bind("query_id", answer.queryId())
                .bind("after", after)
                .bind("limit", limit)
                .bind("bytes_max", ROWS_BYTES_MAX)
                .map(
                    row ->
                        new Row(
                            row.getColumn("row_no", Long.class),
                            row.getColumn("columns", String.class)))
                .list());
  }

  /** A host that the ledger has given up, and why. */
  record Unanswered(UUID hostId, String hostname, String reason) {}

  List<Unanswered> unanswered(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(UNANSWERED)
                .bind("id", id)
                .map(
                    row ->
                        new Unanswered(
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("hostname", String.class),
                            row.getColumn("reason", String.class)))
                .list());
  }

  /** What has been answered up to a place. */
  record Totals(long hosts, long rows, long errors) {}

  Totals totals(UUID id, long place) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(TOTALS)
                .bind("id", id)
                .bind("place", place)
                .map(
                    row ->
                        new Totals(
                            row.getColumn("hosts", Long.class),
                            row.getColumn("rows", Long.class),
                            row.getColumn("errors", Long.class)))
                .one());
  }
}
