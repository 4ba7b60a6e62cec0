package mimir.journey;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mimir.local.postgres.PostgresNode;
import mimir.local.process.Ports;

/** A PostgreSQL of its own with the tables that the services' own migrations make. */
final class ServiceSchemas {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));

  private final PostgresNode postgres;
  private final Connection connection;

  ServiceSchemas(Path folder) throws Exception {
    postgres =
        PostgresNode.start(
            new PostgresNode.Settings(
                folder.resolve("postgres"), folder.resolve("log"), Ports.free(), false));
    connection = postgres.connect("postgres");
    for (String schema : List.of("campaign", "dispatch", "ingest")) {
      execute("CREATE SCHEMA " + schema);
      execute("SET search_path = " + schema);
      run(ROOT.resolve("contracts/runtime/src/main/resources/db/runtime"));
      run(ROOT.resolve(schema + "-service/src/main/resources/db/migration"));
    }
    execute("RESET search_path");
  }

  String url() {
    return postgres.jdbcUrl("postgres");
  }

  String superuserPassword() {
    return postgres.password();
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<String> strings(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private void run(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted(Comparator.comparingInt(ServiceSchemas::version)).toList()) {
        execute(Files.readString(file));
      }
    }
  }

  private static int version(Path migration) {
    return Integer.parseInt(migration.getFileName().toString().replaceFirst("^V(\\d+)__.*", "$1"));
  }

  void stop() throws Exception {
    connection.close();
    postgres.stop();
  }
}
