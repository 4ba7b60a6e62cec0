package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Where in a commit the server dies; each is made so long that it is surely met. */
enum CommitMoment {
  /** Nothing of it is on the disk yet: the transaction never was. */
  BEFORE_ITS_LOG_IS_WRITTEN(
      "commit_delay = 100000, commit_siblings = 0",
      // Long enough to be in the pause, and not at its end.
      """
      state = 'active' AND query = 'COMMIT' AND wait_event IS NULL
      AND clock_timestamp() - state_change BETWEEN interval '5 ms' AND interval '60 ms'
      """),

  /** All of it is on the disk, and the client has not heard so. */
  BEFORE_THE_CLIENT_IS_TOLD("synchronous_standby_names = 'nobody'", "wait_event = 'SyncRep'");

  private static final String RELOAD = "SELECT pg_reload_conf()";

  private static final String COMMITTING =
      """
      SELECT pid, CAST(backend_xid AS text)
      FROM pg_stat_activity
      WHERE usename = 'ingest' AND backend_xid IS NOT NULL AND <seen>
      LIMIT 1
      """;

  private static final String OUTCOME =
      """
      SELECT pg_xact_status(CAST(? AS xid8))
      """;

  private final String settings;
  private final String seen;

  CommitMoment(String settings, String seen) {
    this.settings = settings;
    this.seen = seen;
  }

  private record Committing(long pid, String transaction) {}

  /** The server dies in this moment of a commit of ingest-service, and comes back. */
  void die(IngestStand stand) throws IOException, InterruptedException, SQLException {
    Committing met;
    try (Connection before = stand.database()) {
      for (String setting : settings.split(", ", -1)) {
        execute(before, "ALTER SYSTEM SET " + setting);
      }
      execute(before, RELOAD);
      met =
          await()
              .atMost(Patience.LONG)
              .pollInterval(Duration.ofMillis(5))
              .until(() -> committing(before), Optional::isPresent)
              .orElseThrow();
      stand.killDatabase(met.pid());
    }
    try (Connection after = stand.database()) {
      execute(after, "ALTER SYSTEM RESET ALL");
      execute(after, RELOAD);
      if (this == BEFORE_THE_CLIENT_IS_TOLD) {
        // The other one's number is given anew, so that there is nothing to ask for.
        assertThat(outcome(after, met.transaction())).isEqualTo("committed");
      }
    }
  }

  private static String outcome(Connection looker, String transaction) throws SQLException {
    try (var query = looker.prepareStatement(OUTCOME)) {
      query.setString(1, transaction);
      try (var row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private Optional<Committing> committing(Connection looker) throws SQLException {
    try (var query = looker.createStatement();
        var row = query.executeQuery(COMMITTING.replace("<seen>", seen))) {
      return row.next()
          ? Optional.of(new Committing(row.getLong(1), row.getString(2)))
          : Optional.empty();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
