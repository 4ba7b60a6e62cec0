package mimir.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** How far a storm's campaign has come, as the superuser sees the services' tables. */
final class StormDatabase implements AutoCloseable {

  private static final String LEDGER =
      """
      SELECT count(*) AS assignments,
             count(*) FILTER (WHERE state = 'responded') AS responded
      FROM dispatch.assignment
      WHERE campaign_id = ?
      """;

  private static final String ANSWERS =
      """
      SELECT count(*)
      FROM ingest.answer
      WHERE campaign_id = ?
      """;

  private final Connection connection;

  StormDatabase(String url, String password) throws SQLException {
    connection = DriverManager.getConnection(url, "postgres", password);
  }

  /** All states together, and those that have answered. */
  record Ledger(long assignments, long responded) {}

  Ledger ledger(UUID campaignId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LEDGER)) {
      query.setObject(1, campaignId);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Ledger(row.getLong("assignments"), row.getLong("responded"));
      }
    }
  }

  long answers(UUID campaignId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ANSWERS)) {
      query.setObject(1, campaignId);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
