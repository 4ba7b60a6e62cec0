package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;

/** A service's schema as its own migrations make it, without the service. */
final class ServiceTables {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));

  static void make(Connection connection, String schema, String service)
      throws IOException, SQLException {
    execute(connection, "CREATE SCHEMA " + schema);
    execute(connection, "SET search_path = " + schema);
    run(connection, ROOT.resolve("contracts/runtime/src/main/resources/db/runtime"));
    run(connection, ROOT.resolve(service).resolve("src/main/resources/db/migration"));
    execute(connection, "RESET search_path");
  }

  private static void run(Connection connection, Path folder) throws IOException, SQLException {
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted(Comparator.comparingInt(ServiceTables::version)).toList()) {
        execute(connection, Files.readString(file));
      }
    }
  }

  private static int version(Path migration) {
    return Integer.parseInt(migration.getFileName().toString().replaceFirst("^V(\\d+)__.*", "$1"));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private ServiceTables() {}
}
