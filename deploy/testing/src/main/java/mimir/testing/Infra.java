package mimir.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import mimir.local.broker.Topics;
import mimir.local.broker.TopicsFile;

/** Databases and topics for tests; the servers behind them are started when first needed. */
public final class Infra {
  /** Enough to see whether a reader of answers minds being one of several. */
  private static final int RESULTS_PARTITIONS = 3;

  private Infra() {}

  /** A database of its own with an empty schema of this name, owned by the role that signs in. */
  public static Database freshDatabase(String schema) {
    var unique = "test_" + UUID.randomUUID().toString().replace("-", "");
    var server = postgres();
    try {
      try (var connection = superuser(server, "postgres")) {
        execute(connection, "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(unique, unique));
        execute(connection, "CREATE DATABASE " + unique);
      }
      try (var connection = superuser(server, unique)) {
        execute(connection, "CREATE SCHEMA \"%s\" AUTHORIZATION %s".formatted(schema, unique));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot make a database for " + schema, e);
    }
    return new Database(
        server.get(Servers.URL) + unique + "?currentSchema=" + schema, unique, unique);
  }

  public static String kafkaBootstrap() {
    return PerJvm.values("kafka", () -> Servers.chosen().startKafka()).get(Servers.BOOTSTRAP);
  }

  /** All topics of deploy/topics.yaml under a prefix that nobody else has. */
  public static String freshTopicPrefix() {
    var prefix = "test-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    try {
      var topics =
          TopicsFile.in(root()).topics("test", prefix).stream()
              .map(
                  topic ->
                      topic.name().equals(prefix + "results")
                          ? topic.withPartitions(RESULTS_PARTITIONS)
                          : topic)
              .toList();
      Topics.ensure(kafkaBootstrap(), topics);
      return prefix;
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException("cannot make the topics of " + prefix, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The checkout's root, which the build passes on. */
  static Path root() {
    var root = System.getProperty("mimir.root");
    if (root == null) {
      throw new IllegalStateException("the system property mimir.root must name the checkout");
    }
    return Path.of(root);
  }

  private static Map<String, String> postgres() {
    return PerJvm.values("postgresql", () -> Servers.chosen().startPostgres());
  }

  private static Connection superuser(Map<String, String> server, String database)
      throws SQLException {
    return DriverManager.getConnection(
        server.get(Servers.URL) + database, server.get(Servers.USER), server.get(Servers.PASSWORD));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
