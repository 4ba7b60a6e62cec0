package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import mimir.contracts.ingest.ResponseEvent.Discarded;
import mimir.contracts.ingest.ResultPart;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** Answers and their rows. */
@ApplicationScoped
class AnswerTables {

  // The unique key decides which answer is the first; RETURNING tells us.
  private static final String STORE =
      """
      INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, message, rows,
                          truncated, late, received_at, responded_at, nul_replaced, wall_time_ms,
                          memory_bytes)
      SELECT campaign_id, host_id, query_id, outcome, status, message, rows, truncated, late,
             received_at, responded_at, nul_replaced, wall_time_ms, memory_bytes
      FROM unnest(:campaign_ids, :host_ids, :query_ids, :outcomes, :statuses, :messages, :rows,
                  :truncated, :late, :received_at, :responded_at, :nul_replaced, :wall_time_ms,
                  :memory_bytes)
          WITH ORDINALITY
          AS judged (campaign_id, host_id, query_id, outcome, status, message, rows, truncated,
                     late, received_at, responded_at, nul_replaced, wall_time_ms, memory_bytes,
                     place)
      ORDER BY place
      ON CONFLICT DO NOTHING
      RETURNING campaign_id, host_id, query_id
      """;

  // Of hosts that may have answered other queries of the campaign too.
  private static final String KEPT_OF_HOSTS =
      """
      SELECT answer.campaign_id, answer.host_id, sum(answer.rows) AS rows
      FROM answer
      JOIN unnest(:campaign_ids, :host_ids) AS asked (campaign_id, host_id)
          USING (campaign_id, host_id)
      GROUP BY answer.campaign_id, answer.host_id
      """;

  private static final String TRIM =
      """
      UPDATE answer
      SET rows = :rows, truncated = :truncated
      WHERE campaign_id = :campaign_id AND host_id = :host_id AND query_id = :query_id
      """;

  private static final String DROP =
      """
      DELETE FROM answer
      WHERE campaign_id = :campaign_id AND host_id = :host_id AND query_id = :query_id
      """;

  private static final String DISCARD =
      """
      WITH gone AS (
          DELETE FROM answer
          WHERE campaign_id = :campaign_id AND received_at > :stopped_at
          RETURNING host_id, query_id, rows
      ),
      rows_gone AS (
          DELETE FROM answer_row
          USING gone
          WHERE answer_row.campaign_id = :campaign_id
            AND answer_row.host_id = gone.host_id
            AND answer_row.query_id = gone.query_id
      )
      SELECT host_id, query_id, rows
      FROM gone
      """;

  private static final String ANSWERED =
      """
      SELECT campaign_id, host_id, query_id
      FROM answer
      JOIN unnest(:campaign_ids, :host_ids, :query_ids)
          AS asked (campaign_id, host_id, query_id) USING (campaign_id, host_id, query_id)
      """;

  private final Jdbi jdbi;

  AnswerTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** An answer as it is to be stored. */
  record Judged(Upload upload, boolean late, long rows, boolean truncated) {
    Judged {
      truncated |= upload.cut();
    }

    Judged keeping(RowCaps.Kept kept) {
      return new Judged(upload, late, kept.rows(), kept.truncated());
    }
  }

  /** A host in a campaign. */
  record CampaignHost(UUID campaignId, UUID hostId) {}

  /** Stores what no answer was there for; the assignments whose answer this was. */
  Set<ResultPart.Assignment> store(List<Judged> answers) {
    return jdbi.withHandle(
        handle ->
            bind(handle.createQuery(STORE), answers)
                .map((row, _) -> assignment(row))
                .collect(Collectors.toSet()));
  }

  /** Rows of all answers of these hosts. */
  Map<CampaignHost, Long> keptOfHosts(Collection<CampaignHost> hosts) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(KEPT_OF_HOSTS)
                .bindArray(
                    "campaign_ids",
                    UUID.class,
                    hosts.stream().map(CampaignHost::campaignId).toList())
                .bindArray(
                    "host_ids", UUID.class, hosts.stream().map(CampaignHost::hostId).toList())
                .collectRows(
                    Collectors.toMap(
                        row ->
                            new CampaignHost(
                                row.getColumn("campaign_id", UUID.class),
                                row.getColumn("host_id", UUID.class)),
                        row -> row.getColumn("rows", Long.class))));
  }

  /** Writes down what is kept of answers that were stored in this transaction. */
  void trim(List<Judged> answers) {
    each(
        TRIM,
        answers.stream().map(judged -> judged.upload().assignment()).toList(),
        (batch, n) ->
            batch
                .bind("rows", answers.get(n).rows())
                .bind("truncated", answers.get(n).truncated()));
  }

  /** Takes away what was stored in this transaction. */
  void drop(List<ResultPart.Assignment> assignments) {
    each(DROP, assignments, (_, _) -> {});
  }

  private interface Bound {
    void bind(PreparedBatch batch, int n);
  }

  private void each(String sql, List<ResultPart.Assignment> assignments, Bound more) {
    if (assignments.isEmpty()) {
      return;
    }
    jdbi.useHandle(
        handle -> {
          PreparedBatch batch = handle.prepareBatch(sql);
          for (int n = 0; n < assignments.size(); n++) {
            ResultPart.Assignment assignment = assignments.get(n);
            batch
                .bind("campaign_id", assignment.campaignId())
                .bind("host_id", assignment.hostId())
                .bind("query_id", assignment.queryId());
            more.bind(batch, n);
            batch.add();
          }
          batch.execute();
        });
  }

  private static Query bind(Query query, List<Judged> answers) {
    var judged = new Column<>(query, answers);
    judged.bind("rows", Long.class, Judged::rows);
    judged.bind("truncated", Boolean.class, Judged::truncated);
    judged.bind("late", Boolean.class, Judged::late);
    var uploads = new Column<>(query, answers.stream().map(Judged::upload).toList());
    uploads.bind("campaign_ids", UUID.class, Upload::campaignId);
    uploads.bind("host_ids", UUID.class, upload -> upload.assignment().hostId());
    uploads.bind("query_ids", UUID.class, upload -> upload.assignment().queryId());
    uploads.bind("outcomes", String.class, upload -> upload.errored() ? "errored" : "stored");
    uploads.bind("statuses", Integer.class, Upload::status);
    uploads.bind("messages", String.class, Upload::message);
    uploads.bind("received_at", Instant.class, Upload::receivedAt);
    uploads.bind("responded_at", Instant.class, Upload::respondedAt);
    uploads.bind("nul_replaced", Integer.class, Upload::nulReplaced);
    uploads.bind("wall_time_ms", Long.class, Upload::wallTimeMs);
    uploads.bind("memory_bytes", Long.class, Upload::memoryBytes);
    return query;
  }

  /** Binds what each of some has, as one array. */
  private record Column<T>(Query query, List<T> each) {
    <V> void bind(String name, Class<V> type, Function<T, V> value) {
      // Not toList(): some of them are null.
      query.bindArray(name, type, each.stream().map(value).toArray());
    }
  }

  private static ResultPart.Assignment assignment(ResultSet row) throws SQLException {
    return new ResultPart.Assignment(
        row.getObject("campaign_id", UUID.class),
        row.getObject("query_id", UUID.class),
        row.getObject("host_id", UUID.class));
  }

  /** An assignment whose answer is gone, with so many rows. */
  record Gone(Discarded answer, long rows) {
    ResultPart.Assignment of(UUID campaignId) {
      return new ResultPart.Assignment(campaignId, answer.queryId(), answer.hostId());
    }
  }

  /** Takes back what was received after that. */
  List<Gone> discard(UUID campaignId, Instant stoppedAt) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(DISCARD)
                .bind("campaign_id", campaignId)
                .bind("stopped_at", stoppedAt)
                .map(
                    row ->
                        new Gone(
                            new Discarded(
                                row.getColumn("host_id", UUID.class),
                                row.getColumn("query_id", UUID.class)),
                            row.getColumn("rows", Long.class)))
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
                .map((row, _) -> assignment(row))
                .collect(Collectors.toSet()));
  }
}
