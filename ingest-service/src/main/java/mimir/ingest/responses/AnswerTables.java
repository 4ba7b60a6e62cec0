package mimir.ingest.responses;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.MessageCodec;
import mimir.contracts.ingest.ResponseEvent.Discarded;
import mimir.contracts.ingest.ResultPart;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Answers and their rows. */
@ApplicationScoped
class AnswerTables {

  // The unique key decides which answer is the first; RETURNING tells us.
  private static final String STORE =
      """
      INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, message, rows,
                          truncated, late, received_at, responded_at, nul_replaced, wall_time_ms,
                          memory_bytes)
      VALUES (:campaign_id, :host_id, :query_id, :outcome, :status, :message, :rows,
              false, :late, :received_at, :responded_at, :nul_replaced, :wall_time_ms,
              :memory_bytes)
      ON CONFLICT DO NOTHING
      RETURNING campaign_id, host_id, query_id
      """;

  private static final String STORE_ROWS =
      """
      INSERT INTO answer_row (campaign_id, host_id, query_id, row_no, columns)
      SELECT :campaign_id, :host_id, :query_id, row_no - 1, CAST(columns AS json)
      FROM unnest(:columns) WITH ORDINALITY AS given (columns, row_no)
      """;

  private static final String DISCARD =
      """
      WITH gone AS (
          DELETE FROM answer
          WHERE campaign_id = :campaign_id AND received_at > :stopped_at
          RETURNING host_id, query_id
      ),
      rows_gone AS (
          DELETE FROM answer_row
          USING gone
          WHERE answer_row.campaign_id = :campaign_id
            AND answer_row.host_id = gone.host_id
            AND answer_row.query_id = gone.query_id
      )
      SELECT host_id, query_id
      FROM gone
      """;

  private static final String ANSWERED =
      """
      SELECT campaign_id, host_id, query_id
      FROM answer
      JOIN unnest(:campaign_ids, :host_ids, :query_ids)
          AS asked (campaign_id, host_id, query_id) USING (campaign_id, host_id, query_id)
      """;

  private static final String LIST =
      """
      SELECT answer.host_id, coalesce(host.hostname, '') AS hostname, answer.query_id,
             answer.rows, answer.truncated, answer.late, answer.responded_at,
             answer.wall_time_ms, answer.memory_bytes
      FROM answer
      LEFT JOIN host USING (host_id)
      WHERE answer.campaign_id = :campaign_id
        AND answer.outcome = 'stored'
        AND (CAST(:late AS boolean) IS NULL OR answer.late = :late)
        AND (CAST(:after_host AS uuid) IS NULL
             OR (answer.host_id, answer.query_id) > (:after_host, :after_query))
      ORDER BY answer.host_id, answer.query_id
      LIMIT :limit
      """;

  private final Jdbi jdbi;

  AnswerTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** An upload that is judged: what is to be stored of it. */
  record Judged(Upload upload, boolean late) {}

  /** Stores what no answer was there for; the assignments whose answer this was. */
  Set<ResultPart.Assignment> store(List<Judged> answers) {
    return jdbi.withHandle(
        handle -> {
          PreparedBatch batch = handle.prepareBatch(STORE);
          for (Judged judged : answers) {
            bind(batch, judged);
          }
          List<ResultPart.Assignment> stored =
              batch
                  .executePreparedBatch("campaign_id", "host_id", "query_id")
                  .map(
                      row ->
                          new ResultPart.Assignment(
                              row.getColumn("campaign_id", UUID.class),
                              row.getColumn("query_id", UUID.class),
                              row.getColumn("host_id", UUID.class)))
                  .list();
          return new HashSet<>(stored);
        });
  }

  private static void bind(PreparedBatch batch, Judged judged) {
    Upload upload = judged.upload();
    ResultPart.Stats stats = upload.stats();
    batch
        .bind("campaign_id", upload.campaignId())
        .bind("host_id", upload.assignment().hostId())
        .bind("query_id", upload.assignment().queryId())
        .bind("outcome", upload.errored() ? "errored" : "stored")
        .bind("status", upload.status())
        .bind("message", upload.message())
        .bind("rows", upload.errored() ? 0 : upload.rows().size())
        .bind("late", judged.late())
        .bind("received_at", upload.receivedAt())
        .bind("responded_at", upload.respondedAt())
        .bind("nul_replaced", upload.nulReplaced())
        .bind("wall_time_ms", stats == null ? null : stats.wallTimeMs())
        .bind("memory_bytes", stats == null ? null : stats.memory())
        .add();
  }

  /** Takes back what was received after that; the assignments whose answers are gone. */
  List<Discarded> discard(UUID campaignId, Instant stoppedAt) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(DISCARD)
                .bind("campaign_id", campaignId)
                .bind("stopped_at", stoppedAt)
                .map(
                    row ->
                        new Discarded(
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("query_id", UUID.class)))
                .list());
  }

  /** Those of the assignments that have an answer. */
  Set<ResultPart.Assignment> answered(Collection<ResultPart.Assignment> assignments) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ANSWERED)
                .bindArray(
                    "campaign_ids",
                    UUID.class,
                    assignments.stream().map(ResultPart.Assignment::campaignId).toList())
                .bindArray(
                    "host_ids",
                    UUID.class,
                    assignments.stream().map(ResultPart.Assignment::hostId).toList())
                .bindArray(
                    "query_ids",
                    UUID.class,
                    assignments.stream().map(ResultPart.Assignment::queryId).toList())
                .map(
                    row ->
                        new ResultPart.Assignment(
                            row.getColumn("campaign_id", UUID.class),
                            row.getColumn("query_id", UUID.class),
                            row.getColumn("host_id", UUID.class)))
                .collect(Collectors.toSet()));
  }

  void storeRows(Upload upload) {
    if (upload.errored() || upload.rows().isEmpty()) {
      return;
    }
    jdbi.useHandle(handle -> storeRows(handle, upload));
  }

  private static void storeRows(Handle handle, Upload upload) {
    var columns = new ArrayList<String>();
    for (Map<String, String> row : upload.rows()) {
      columns.add(json(row));
    }
    handle
        .createUpdate(STORE_ROWS)
        .bind("campaign_id", upload.campaignId())
        .bind("host_id", upload.assignment().hostId())
        .bind("query_id", upload.assignment().queryId())
        .bindArray("columns", String.class, columns)
        .execute();
  }

  private static String json(Map<String, String> row) {
    try {
      return MessageCodec.json().writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row of texts is JSON", e);
    }
  }

  /** An answer in the list of a campaign. */
  record Response(
      UUID hostId,
      String hostname,
      UUID queryId,
      long rows,
      boolean truncated,
      boolean late,
      Instant respondedAt,
      Long wallTimeMs,
      Long memoryBytes) {}

  /** By host and query, behind the given ones. */
  List<Response> list(UUID campaignId, Boolean late, UUID afterHost, UUID afterQuery, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("campaign_id", campaignId)
                .bind("late", late)
                .bind("after_host", afterHost)
                .bind("after_query", afterQuery)
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
