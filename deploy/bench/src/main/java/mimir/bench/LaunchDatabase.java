package mimir.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The database behind the services, as its superuser sees it: makes the hosts, runs the statement
 * that a launch is compared with, and tells how far a launch has come.
 */
final class LaunchDatabase implements AutoCloseable {

  // Random ids that begin with 1 to f, so that those of enrolled hosts (version 7: 01…) come first
  // in the order of the chunks. Inserted in another order than that of the ids.
  private static final String ADD_HOSTS =
      """
      INSERT INTO campaign.host (host_id, hostname, platform, last_seen)
      SELECT CAST(regexp_replace(CAST(gen_random_uuid() AS text), '^0', '1') AS uuid),
             'made-' || n, 'linux', now()
      FROM generate_series(1, ?) AS n
      """;

  private static final String ENROLLED =
      """
      SELECT host_id
      FROM campaign.host
      WHERE hostname NOT LIKE 'made-%'
      ORDER BY host_id
      """;

  private static final String MAKE_COPY =
      """
      CREATE TABLE campaign.assigned_host_bare (LIKE campaign.assigned_host INCLUDING ALL)
      """;

  private static final String FILL_COPY =
      """
      INSERT INTO campaign.assigned_host_bare (campaign_id, host_id, queries)
      SELECT ?, host_id, 1
      FROM campaign.host
      WHERE decommissioned_at IS NULL
      """;

  private static final String DROP_COPY =
      """
      DROP TABLE IF EXISTS campaign.assigned_host_bare
      """;

  // Written in the transaction of the chunk's row in the event table.
  private static final String PUBLISHED =
      """
      SELECT published, chunks
      FROM campaign.chunk_progress
      WHERE campaign_id = ?
      """;

  private static final String HANDED_OUT =
      """
      SELECT EXISTS (
          SELECT
          FROM dispatch.assignment
          WHERE host_id = ANY (?) AND campaign_id = ? AND state IN ('leased', 'responded'))
      """;

  // The inbox has a row for each chunk that is in the ledger.
  private static final String CHUNKS_TO_COME =
      """
      SELECT (SELECT coalesce(sum(chunks), 0) FROM campaign.chunk_progress)
           - (SELECT count(*) FROM dispatch.inbox WHERE consumer = 'assignments')
      """;

  private static final String UNREAD_BYTES =
      """
      SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)), 0)
      FROM pg_replication_slots
      """;

  private final Connection connection;

  LaunchDatabase(String url, String password) throws SQLException {
    connection = DriverManager.getConnection(url, "postgres", password);
  }

  /** How much of an assigned set was published, in chunks. */
  record Published(int chunks, int of) {
    int left() {
      return of - chunks;
    }
  }

  void addHosts(int count) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD_HOSTS)) {
      add.setInt(1, count);
      add.executeUpdate();
    }
    // What autovacuum would do sooner or later, and else in the middle of a measurement.
    execute("VACUUM (ANALYZE) campaign.host");
  }

  /** Hosts that enrolled, as opposed to those that are rows only. */
  List<UUID> enrolled() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ENROLLED);
        ResultSet rows = query.executeQuery()) {
      var ids = new ArrayList<UUID>();
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
      return ids;
    }
  }

  /** So that no contender pays for the pages that the one before it has changed. */
  void checkpoint() throws SQLException {
    execute("CHECKPOINT");
  }

  /**
   * Freezes the fleet as one would write it down, into an empty copy of the table.
   *
   * @return milliseconds of the statement and its commit
   */
  double bare() throws SQLException {
    execute(DROP_COPY);
    execute(MAKE_COPY);
    checkpoint();
    try (PreparedStatement fill = connection.prepareStatement(FILL_COPY)) {
      fill.setObject(1, UUID.randomUUID());
      long from = System.nanoTime();
      fill.executeUpdate();
      return (System.nanoTime() - from) / 1e6;
    } finally {
      execute(DROP_COPY);
    }
  }

  Published published(UUID campaignId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(PUBLISHED)) {
      query.setObject(1, campaignId);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Published(row.getInt("published"), row.getInt("chunks"));
      }
    }
  }

  /** Whether one of these hosts was handed its work, or has answered already. */
  boolean handedOut(UUID campaignId, List<UUID> hostIds) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(HANDED_OUT)) {
      query.setArray(1, connection.createArrayOf("uuid", hostIds.toArray()));
      query.setObject(2, campaignId);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Chunks of all campaigns that are not in the ledger yet. */
  long chunksToCome() throws SQLException {
    return number(CHUNKS_TO_COME);
  }

  /** How far the outbox's reader is behind. */
  long unreadBytes() throws SQLException {
    return number(UNREAD_BYTES);
  }

  private long number(String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
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
