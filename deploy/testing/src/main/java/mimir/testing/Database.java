package mimir.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * An empty database of a test's own.
 *
 * @param jdbcUrl with the schema as the current one
 * @param user owns the schema and nothing else
 */
public record Database(String jdbcUrl, String user, String password) {
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }
}
