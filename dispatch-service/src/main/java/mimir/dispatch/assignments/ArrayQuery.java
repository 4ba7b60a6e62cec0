package mimir.dispatch.assignments;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A query whose parameters are arrays. Not by Jdbi, whose bindings and mappings cost several times
 * what a short statement does.
 */
final class ArrayQuery {

  /** Is told of each row, in turn. */
  interface Row {
    void read(ResultSet row) throws SQLException;
  }

  /**
   * @param arrays of UUIDs or texts, in the order of the statement's parameters
   */
  static void run(Connection connection, String statement, Row reader, Object[]... arrays) {
    try (PreparedStatement query = connection.prepareStatement(statement)) {
      for (int n = 0; n < arrays.length; n++) {
        String type = arrays[n] instanceof UUID[] ? "uuid" : "text";
        query.setArray(n + 1, connection.createArrayOf(type, arrays[n]));
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database gave no answer", e);
    }
  }

  private ArrayQuery() {}
}
