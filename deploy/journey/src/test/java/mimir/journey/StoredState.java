package mimir.journey;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all services have stored: of each table, how many rows, and a hash of all of them. */
final class StoredState {

  // Partitions are read with their parents. The heartbeat is Connect's own, and an inbox only notes
  // what was taken.
  private static final String TABLES =
      """
      SELECT namespace.nspname, class.relname
      FROM pg_class AS class
      JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
      WHERE class.relkind IN ('r', 'p') AND NOT class.relispartition
        AND namespace.nspname = ANY (CAST(string_to_array(?, ',') AS text[]))
        AND class.relname <> ALL (CAST(string_to_array(?, ',') AS text[]))
      ORDER BY namespace.nspname, class.relname
      """;

  private static final String SCHEMAS = "campaign,dispatch,flags,gateway,ingest,release";
  private static final String NOT_STATE = "flyway_schema_history,heartbeat,inbox";

  private static final String HASH =
      """
      SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(CAST(each AS text)), ''
                                         ORDER BY md5(CAST(each AS text)))), '')
      FROM <table> AS each
      """;

  /** Table → what is in it. */
  static Map<String, String> of(LocalSystem system) {
    var state = new TreeMap<String, String>();
    try (Connection connection =
        DriverManager.getConnection(system.database(), "postgres", system.superuserPassword())) {
      for (String table : tables(connection)) {
        try (var hash = connection.createStatement();
            ResultSet rows = hash.executeQuery(HASH.replace("<table>", table))) {
          rows.next();
          state.put(table, rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return state;
  }

  private static List<String> tables(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    try (var listed = connection.prepareStatement(TABLES)) {
      listed.setString(1, SCHEMAS);
      listed.setString(2, NOT_STATE);
      try (ResultSet rows = listed.executeQuery()) {
        while (rows.next()) {
          tables.add(rows.getString(1) + "." + rows.getString(2));
        }
      }
    }
    return tables;
  }

  private StoredState() {}
}
