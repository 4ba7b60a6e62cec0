package mimir.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fills a ledger, and changes it as a fleet that claims and answers does. */
final class LedgerTables {

  // Each campaign has one query and is an hour older than the one before it.
  private static final String ADD_CAMPAIGNS =
      """
      INSERT INTO campaign (campaign_id, status, kind, launched_at, assigned_hosts)
      SELECT CAST(md5('campaign-' || n) AS uuid), 'active', 'osquery', now() - n * INTERVAL '1 hour', ?
      FROM generate_series(1, ?) AS n
      """;

  private static final String ADD_QUERIES =
      """
      INSERT INTO campaign_query (campaign_id, query_id, type, sql)
      SELECT campaign_id, CAST(md5('query-' || campaign_id) AS uuid), 'osquery',
             'SELECT name, version FROM deb_packages'
      FROM campaign
      """;

  // Of the oldest campaigns all has ended; in the order in which chunks come, sorted by host.
  private static final String ASSIGN =
      """
      INSERT INTO assignment (host_id, campaign_id, query_id, state, assigned_at, not_before,
                              attempts, ended_at)
      SELECT host.id, campaign_id, query_id, CASE WHEN ended THEN 'responded' ELSE 'pending' END,
             launched_at, launched_at, CASE WHEN ended THEN 1 ELSE 0 END,
             CASE WHEN ended THEN now() END
      FROM (SELECT campaign_id, launched_at, rank() OVER (ORDER BY launched_at) <= ? AS ended
            FROM campaign) AS asked
      JOIN campaign_query USING (campaign_id)
      CROSS JOIN (SELECT CAST(md5('host-' || n) AS uuid) AS id
                  FROM generate_series(1, ?) AS n) AS host
      ORDER BY launched_at, host.id
      """;

  private static final String LEASE =
      """
      UPDATE assignment
      SET state = 'leased',
          lease_id = gen_random_uuid(),
          leased_until = now() + INTERVAL '30 minutes',
          attempts = attempts + 1
      WHERE campaign_id = CAST(md5('campaign-' || ?) AS uuid) AND state = 'pending'
      """;

  private static final String ANSWER =
      """
      UPDATE assignment
      SET state = 'responded',
          earlier_lease_ids = earlier_lease_ids || lease_id,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = now()
      WHERE campaign_id = CAST(md5('campaign-' || ?) AS uuid) AND state = 'leased'
      """;

  // All but those that a constraint has; the primary key is one.
  private static final String INDEXES =
      """
      SELECT 'DROP INDEX ' || indexname, indexdef
      FROM pg_indexes
      WHERE tablename = 'assignment'
        AND indexname NOT IN (SELECT conname FROM pg_constraint)
      UNION ALL
      SELECT 'ALTER TABLE assignment DROP CONSTRAINT ' || conname,
             'ALTER TABLE assignment ADD CONSTRAINT ' || conname || ' '
                 || pg_get_constraintdef(oid)
      FROM pg_constraint
      WHERE conrelid = CAST('assignment' AS regclass) AND contype = 'p'
      """;

  private static final String COUNT = "SELECT count(*) FROM assignment WHERE state = ?";

  private final Connection connection;

  LedgerTables(Connection connection) {
    this.connection = connection;
  }

  /** A database of that name with such a ledger. */
  static void make(LedgerServer server, String database, int hosts, int campaigns, int ended)
      throws SQLException {
    System.out.printf(
        "making %s: %,d hosts × %d campaigns, of which %d have ended%n",
        database, hosts, campaigns, ended);
    try (var connection = server.connect(server.migrated(database))) {
      new LedgerTables(connection).fill(hosts, campaigns, ended);
    }
  }

  /** One assignment for each host and campaign; all of the oldest campaigns have ended. */
  void fill(int hosts, int campaigns, int ended) throws SQLException {
    update(ADD_CAMPAIGNS, hosts, campaigns);
    update(ADD_QUERIES);
    Map<String, String> indexes = indexes();
    try (var statement = connection.createStatement()) {
      // The indexes last: to add row after row to them takes ten times as long.
      statement.execute("SET maintenance_work_mem = '256MB'");
      for (String drop : indexes.keySet()) {
        statement.execute(drop);
      }
      update(ASSIGN, ended, hosts);
      for (String create : indexes.values()) {
        statement.execute(create);
      }
    }
    vacuum();
  }

  /** How to drop each index, and how to make it again. */
  private Map<String, String> indexes() throws SQLException {
    var indexes = new LinkedHashMap<String, String>();
    try (var query = connection.createStatement();
        ResultSet row = query.executeQuery(INDEXES)) {
      while (row.next()) {
        indexes.put(row.getString(1), row.getString(2));
      }
    }
    return indexes;
  }

  /** Each host claims from that campaign and answers; two changes a host. */
  long workOff(int campaign) throws SQLException {
    return update(LEASE, campaign) + update(ANSWER, campaign);
  }

  /** From now on the session idles in a transaction that sees all as it is now. */
  void hold() throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT FROM campaign");
    }
  }

  /** What autovacuum would do sooner or later, and else in the middle of a measurement. */
  void vacuum() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE)");
      statement.execute("CHECKPOINT");
    }
  }

  long count(String state) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(COUNT)) {
      query.setString(1, state);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private long update(String sql, int... values) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setInt(i + 1, values[i]);
      }
      return update.executeLargeUpdate();
    }
  }
}
