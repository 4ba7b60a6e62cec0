package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import mimir.local.postgres.PostgresNode;
import mimir.local.process.Folders;
import mimir.local.process.Ports;
import org.flywaydb.core.Flyway;

/**
 * PostgreSQL as the local stack starts it, with everything that makes it durable, and databases in
 * it that have the schema of dispatch-service's own migrations. All of it is gone afterwards.
 */
final class LedgerServer implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final String MIGRATIONS = "dispatch-service/src/main/resources/db/migration";

  /**
   * As for a machine of its own, and not for one that holds all parts of a local system: a ledger
   * of a million rows is in memory, and no contender meets another's checkpoint.
   */
  private static final Map<String, String> SETTINGS =
      Map.of("shared_buffers", "1GB", "max_wal_size", "8GB");

  private final Path folder;
  private final int port;
  private final PostgresNode node;

  private LedgerServer(Path folder, int port, PostgresNode node) {
    this.folder = folder;
    this.port = port;
    this.node = node;
  }

  static LedgerServer start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("mimir-bench-claims");
    int port = Ports.free();
    var node =
        PostgresNode.start(
            new PostgresNode.Settings(
                folder.resolve("home"), folder.resolve("postgresql.log"), port, true, SETTINGS));
    return new LedgerServer(folder, port, node);
  }

  /** An empty ledger. */
  String migrated(String database) throws SQLException {
    execute("CREATE DATABASE " + database);
    Flyway.configure()
        .dataSource(url(database), PostgresNode.SUPERUSER, node.password())
        // By its place and not as a resource: every service has a db/migration.
        .locations("db/runtime", "filesystem:" + ROOT.resolve(MIGRATIONS))
        .load()
        .migrate();
    return database;
  }

  /** The files of another database, so that each contender meets the same state. */
  String copy(String template, String database) throws SQLException {
    drop(database);
    execute("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy".formatted(database, template));
    execute("CHECKPOINT");
    return database;
  }

  void drop(String database) throws SQLException {
    execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), PostgresNode.SUPERUSER, node.password());
  }

  String url(String database) {
    return node.jdbcUrl(database);
  }

  int port() {
    return port;
  }

  String password() {
    return node.password();
  }

  private void execute(String sql) throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      node.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Folders.delete(folder);
  }
}
