package mimir.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mimir.bench.AnswerTopic.Asked;

/** What is known of answers, as the superuser sees the services' tables. */
final class AnswerDatabase implements AutoCloseable {

  private static final String KNOWN =
      """
      SELECT count(*)
      FROM ingest.campaign_rows
      WHERE campaign_id = ANY (?)
      """;

  private static final String KEPT =
      """
      SELECT coalesce(sum(rows), 0)
      FROM ingest.campaign_rows
      WHERE campaign_id = ANY (?)
      """;

  private static final String KEPT_OF_ANSWERS =
      """
      SELECT coalesce(sum(rows), 0)
      FROM ingest.answer
      WHERE campaign_id = ANY (?)
      """;

  // Whoever adds is told that it was done, at once: nothing is written, and nobody waits for
  // another
  // one's commit. What is left of a counter is the statement's way there and back.
  private static final List<String> COUNTERS_OFF =
      List.of(
          "ALTER TABLE ingest.campaign_rows RENAME TO counted_rows",
          "CREATE VIEW ingest.campaign_rows AS SELECT * FROM ingest.counted_rows",
          "GRANT ALL ON ingest.campaign_rows TO PUBLIC",
          """
          CREATE FUNCTION ingest.count_nothing() RETURNS trigger LANGUAGE plpgsql
          AS 'BEGIN RETURN NEW; END'
          """,
          """
          CREATE TRIGGER count_nothing INSTEAD OF UPDATE ON ingest.campaign_rows
          FOR EACH ROW EXECUTE FUNCTION ingest.count_nothing()
          """);

  private static final List<String> COUNTERS_ON =
      List.of(
          "DROP VIEW ingest.campaign_rows",
          "DROP FUNCTION ingest.count_nothing",
          "ALTER TABLE ingest.counted_rows RENAME TO campaign_rows");

  private static final String STORED =
      """
      SELECT DISTINCT host_id
      FROM ingest.answer_row
      WHERE campaign_id = ? AND host_id = ANY (?)
      """;

  private static final String COVERED =
      """
      SELECT host_id
      FROM campaign.host_coverage
      WHERE campaign_id = ? AND host_id = ANY (?) AND state = 'responded'
      """;

  private static final String ASSIGNED =
      """
      SELECT host_id
      FROM campaign.assigned_host
      WHERE campaign_id = ?
      """;

  private static final String QUERY =
      """
      SELECT query_id
      FROM campaign.campaign_query
      WHERE campaign_id = ?
      """;

  private static final String ADD_ANSWERS =
      """
      INSERT INTO ingest.answer (campaign_id, host_id, query_id, outcome, status, rows, truncated,
                                 late, received_at, responded_at, nul_replaced)
      SELECT ?, CAST(md5('host-' || n) AS uuid), ?, 'stored', 0, ?, false, false, now(), now(), 0
      FROM generate_series(1, ?) AS n
      """;

  // In the order of arrival, which is not that of the ids.
  private static final String ADD_ROWS =
      """
      INSERT INTO ingest.answer_row (campaign_id, host_id, query_id, row_no, columns)
      SELECT ?, CAST(md5('host-' || host) AS uuid), ?, row_no,
             CAST(format('{"pid":"%s","name":"process-%s","path":"/usr/lib/systemd/systemd-%2$s",'
                             || '"cmdline":"/usr/lib/systemd/systemd-%2$s --user --unit=%s",'
                             || '"uid":"%s","state":"S"}',
                         (host * 37 + row_no) % 32768, (host * 37 + row_no) % 500,
                         host * 37 + row_no, row_no % 20) AS json)
      FROM generate_series(1, ?) AS host
      CROSS JOIN generate_series(0, ? - 1) AS row_no
      ORDER BY host, row_no
      """;

  private static final String ADD_COLUMNS =
      """
      INSERT INTO ingest.campaign_column (campaign_id, name, position)
      SELECT ?, name, place - 1
      FROM unnest(ARRAY['pid', 'name', 'path', 'cmdline', 'uid', 'state'])
          WITH ORDINALITY AS seen (name, place)
      """;

  private static final String COUNT_ROWS =
      """
      UPDATE ingest.campaign_rows
      SET rows = (SELECT sum(rows) FROM ingest.answer WHERE campaign_id = ?)
      WHERE campaign_id = ?
      """;

  private final Connection connection;

  AnswerDatabase(Connection connection) {
    this.connection = connection;
  }

  boolean knows(List<Asked> campaigns) throws SQLException {
    return number(KNOWN, ids(campaigns)) == campaigns.size();
  }

  /** Rows of these campaigns, by their counters. */
  long kept(List<Asked> campaigns) throws SQLException {
    return number(KEPT, ids(campaigns));
  }

  /** The same by their answers: slower, and whether counters are on or off. */
  long keptOfAnswers(List<Asked> campaigns) throws SQLException {
    return number(KEPT_OF_ANSWERS, ids(campaigns));
  }

  /** The service goes on as ever, and the counters of rows stay as they are. */
  void counters(boolean on) throws SQLException {
    for (String sql : on ? COUNTERS_ON : COUNTERS_OFF) {
      execute(sql);
    }
  }

  /** Those of the hosts whose rows are there. */
  Set<UUID> stored(UUID campaignId, Collection<UUID> hosts) throws SQLException {
    return found(STORED, campaignId, hosts);
  }

  /** Those of the hosts whose answer campaign-service has counted. */
  Set<UUID> covered(UUID campaignId, Collection<UUID> hosts) throws SQLException {
    return found(COVERED, campaignId, hosts);
  }

  List<UUID> assigned(UUID campaignId) throws SQLException {
    return hosts(ASSIGNED, campaignId);
  }

  /** The only query of the campaign. */
  Asked asked(UUID campaignId) throws SQLException {
    return new Asked(campaignId, hosts(QUERY, campaignId).getFirst());
  }

  /** Answers of made-up hosts to a known campaign, as many rows each. */
  void fill(Asked asked, int hosts, int rowsEach) throws SQLException {
    update(ADD_ANSWERS, asked.campaignId(), asked.queryId(), rowsEach, hosts);
    update(ADD_ROWS, asked.campaignId(), asked.queryId(), hosts, rowsEach);
    update(ADD_COLUMNS, asked.campaignId());
    update(COUNT_ROWS, asked.campaignId(), asked.campaignId());
    settle();
  }

  /** What autovacuum and the checkpointer would do sooner or later, in the middle of a turn. */
  void settle() throws SQLException {
    execute("VACUUM (ANALYZE) ingest.answer");
    execute("VACUUM (ANALYZE) ingest.answer_row");
    execute("CHECKPOINT");
  }

  /** Takes the campaign's rows away and leaves an empty table with the same indexes. */
  void empty(UUID campaignId) throws SQLException {
    execute("TRUNCATE " + table(campaignId));
    execute("CHECKPOINT");
  }

  /** The campaign's part of the rows is gone; nobody may write to it afterwards. */
  void drop(UUID campaignId) throws SQLException {
    execute("DROP TABLE " + table(campaignId));
  }

  private static String table(UUID campaignId) {
    return "ingest.answer_row_" + campaignId.toString().replace("-", "");
  }

  private static UUID[] ids(List<Asked> campaigns) {
    return campaigns.stream().map(Asked::campaignId).toArray(UUID[]::new);
  }

  private long number(String sql, UUID[] ids) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, connection.createArrayOf("uuid", ids));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private Set<UUID> found(String sql, UUID campaignId, Collection<UUID> hosts) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, campaignId);
      query.setArray(2, connection.createArrayOf("uuid", hosts.toArray()));
      return new HashSet<>(ids(query));
    }
  }

  private List<UUID> hosts(String sql, UUID campaignId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, campaignId);
      return ids(query);
    }
  }

  private static List<UUID> ids(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      var ids = new ArrayList<UUID>();
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
      return ids;
    }
  }

  private void update(String sql, Object... values) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setObject(i + 1, values[i]);
      }
      update.executeUpdate();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
