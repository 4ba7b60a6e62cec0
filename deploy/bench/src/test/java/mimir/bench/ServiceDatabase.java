package mimir.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import mimir.local.postgres.PostgresNode;
import mimir.local.process.Ports;

/** A PostgreSQL with services' schemas as their own migrations make them, without the services. */
final class ServiceDatabase implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final String NAME = "postgres";

  private final PostgresNode postgres;
  private final Connection connection;

  private ServiceDatabase(PostgresNode postgres, Connection connection) {
    this.postgres = postgres;
    this.connection = connection;
  }

  /**
   * @param schemas such as {@code campaign}, of campaign-service
   */
  static ServiceDatabase start(Path folder, String... schemas)
      throws IOException, InterruptedException, SQLException {
    var postgres =
        PostgresNode.start(
            new PostgresNode.Settings(
                folder.resolve("postgres"), folder.resolve("log"), Ports.free(), false));
    var database = new ServiceDatabase(postgres, postgres.connect(NAME));
    for (String schema : schemas) {
      database.migrate(schema);
    }
    return database;
  }

  private void migrate(String schema) throws IOException, SQLException {
    execute("CREATE SCHEMA " + schema);
    execute("SET search_path = " + schema);
    run(ROOT.resolve("contracts/runtime/src/main/resources/db/runtime"));
    run(ROOT.resolve(schema + "-service").resolve("src/main/resources/db/migration"));
    execute("RESET search_path");
  }

  private void run(Path folder) throws IOException, SQLException {
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted(Comparator.comparingInt(ServiceDatabase::version)).toList()) {
        execute(Files.readString(file));
      }
    }
  }

  private static int version(Path migration) {
    return Integer.parseInt(migration.getFileName().toString().replaceFirst("^V(\\d+)__.*", "$1"));
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Of the superuser; goes with the database. */
  Connection connection() {
    return connection;
  }

  Connection connect() throws SQLException {
    return postgres.connect(NAME);
  }

  String url() {
    return postgres.jdbcUrl(NAME);
  }

  String password() {
    return postgres.password();
  }

  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    try {
      postgres.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it was stopped");
    }
  }
}
