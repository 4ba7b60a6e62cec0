package mimir.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mimir.local.process.SecretFile;

/**
 * One database for all services, one schema and one login role for each of them, and one role that
 * may read the event tables for Kafka. A role owns its schema and sees no other. Everything here
 * can be run again: it makes what is missing and sets the passwords that the file says.
 */
public final class Databases {
  public static final String DATABASE = "mimir";
  public static final String CONNECT_ROLE = "connect";

  private final PostgresNode node;
  private final Path passwordFile;

  public Databases(PostgresNode node, Path passwordFile) {
    this.node = node;
    this.passwordFile = passwordFile;
  }

  public void create(List<String> schemas) throws IOException, SQLException {
    var roles = new java.util.ArrayList<>(schemas);
    roles.add(CONNECT_ROLE);
    writePasswords(roles);
    try (var server = node.connect("postgres")) {
      if (!exists(server, "SELECT 1 FROM pg_database WHERE datname = ?", DATABASE)) {
        execute(server, "CREATE DATABASE " + DATABASE);
      }
    }
    try (var database = node.connect(DATABASE)) {
      execute(database, "REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
      execute(database, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
      execute(database, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
      for (var role : roles) {
        login(database, role, role.equals(CONNECT_ROLE) ? "REPLICATION" : "NOREPLICATION");
      }
      for (var schema : schemas) {
        execute(
            database,
            "CREATE SCHEMA IF NOT EXISTS %1$s AUTHORIZATION %1$s".formatted(quoted(schema)));
        execute(
            database,
            "ALTER ROLE %1$s IN DATABASE %2$s SET search_path = %1$s"
                .formatted(quoted(schema), DATABASE));
      }
    }
  }

  /**
   * Lets Kafka read the event tables, which the services' own migrations have made.
   *
   * <p>Only rows with a topic are published. Only inserts are: with a row filter PostgreSQL would
   * refuse updates and deletes of rows whose filtered column is not part of their identity.
   */
  public void publish(String publication, List<String> schemas) throws SQLException {
    try (var database = node.connect(DATABASE)) {
      for (var schema : schemas) {
        if (!exists(database, "SELECT to_regclass(?)", schema + ".event")) {
          throw new IllegalStateException("schema " + schema + " has no table event to publish");
        }
        execute(
            database,
            "GRANT USAGE ON SCHEMA %s TO %s".formatted(quoted(schema), quoted(CONNECT_ROLE)));
        execute(
            database,
            "GRANT SELECT ON %s.event TO %s".formatted(quoted(schema), quoted(CONNECT_ROLE)));
      }
      var tables =
          schemas.stream()
              .map(schema -> quoted(schema) + ".event WHERE (topic IS NOT NULL)")
              .collect(Collectors.joining(", "));
      if (exists(database, "SELECT 1 FROM pg_publication WHERE pubname = ?", publication)) {
        execute(
            database, "ALTER PUBLICATION %s SET TABLE %s".formatted(quoted(publication), tables));
      } else {
        execute(
            database,
            "CREATE PUBLICATION %s FOR TABLE %s WITH (publish = 'insert')"
                .formatted(quoted(publication), tables));
      }
    }
  }

  /** Whether somebody reads the slot: the only sign that changes really flow to Kafka. */
  public SlotState slot(String name) throws SQLException {
    try (var database = node.connect(DATABASE);
        var query =
            database.prepareStatement(
                """
                SELECT active, wal_status
                  FROM pg_replication_slots
                 WHERE slot_name = ?
                """)) {
      query.setString(1, name);
      try (var row = query.executeQuery()) {
        return row.next()
            ? new SlotState(row.getBoolean("active"), row.getString("wal_status"))
            : SlotState.ABSENT;
      }
    }
  }

  public String password(String role) throws IOException {
    var password = read().getProperty(role);
    if (password == null) {
      throw new IllegalArgumentException(passwordFile + " has no password of " + role);
    }
    return password;
  }

  private void writePasswords(List<String> roles) throws IOException {
    var known = read();
    var wanted = new TreeMap<String, String>();
    known.stringPropertyNames().forEach(role -> wanted.put(role, known.getProperty(role)));
    roles.forEach(role -> wanted.computeIfAbsent(role, unknown -> SecretFile.random()));
    if (wanted.size() > known.size()) {
      var text = new StringBuilder();
      wanted.forEach((role, password) -> text.append(role + "=" + password + "\n"));
      SecretFile.write(passwordFile, text.toString());
    }
  }

  private Properties read() throws IOException {
    var passwords = new Properties();
    if (Files.exists(passwordFile)) {
      try (var reader = Files.newBufferedReader(passwordFile)) {
        passwords.load(reader);
      }
    }
    return passwords;
  }

  private void login(Connection database, String role, String replication)
      throws IOException, SQLException {
    if (!exists(database, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
      execute(database, "CREATE ROLE " + quoted(role));
    }
    // The generated passwords have no character that would need quoting.
    execute(
        database,
        "ALTER ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE %s PASSWORD '%s'"
            .formatted(quoted(role), replication, password(role)));
    execute(database, "GRANT CONNECT ON DATABASE %s TO %s".formatted(DATABASE, quoted(role)));
  }

  private static boolean exists(Connection connection, String query, String value)
      throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, value);
      try (var row = statement.executeQuery()) {
        return row.next() && row.getObject(1) != null;
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
