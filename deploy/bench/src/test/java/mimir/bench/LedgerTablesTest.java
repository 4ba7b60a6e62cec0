package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the claims are measured in, and that what is counted as a claim is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerTablesTest {
  private static final int HOSTS = 20;

  private LedgerServer server;

  @BeforeAll
  void start() throws Exception {
    server = LedgerServer.start();
    try (var connection = server.connect(server.migrated("made"))) {
      new LedgerTables(connection).fill(HOSTS, 4, 1);
    }
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @Test
  void every_host_is_asked_by_every_campaign_and_the_oldest_have_ended() throws Exception {
    try (var connection = server.connect(server.copy("made", "counted"))) {
      var tables = new LedgerTables(connection);
      assertThat(tables.count("pending")).isEqualTo(3 * HOSTS);
      assertThat(tables.count("responded")).isEqualTo(HOSTS);

      assertThat(tables.workOff(3)).isEqualTo(2 * HOSTS);
      assertThat(tables.workOff(4)).as("it had ended").isZero();

      assertThat(tables.count("responded")).isEqualTo(2 * HOSTS);
    }
  }

  @Test
  void who_holds_a_snapshot_sees_nothing_of_what_changes() throws Exception {
    var database = server.copy("made", "held");
    try (var holder = server.connect(database);
        var connection = server.connect(database)) {
      var held = new LedgerTables(holder);
      held.hold();

      assertThat(new LedgerTables(connection).workOff(3)).isEqualTo(2 * HOSTS);

      assertThat(new LedgerTables(connection).count("responded")).isEqualTo(2 * HOSTS);
      assertThat(held.count("responded")).isEqualTo(HOSTS);
    }
  }

  @Test
  void a_filled_ledger_has_the_indexes_of_an_empty_one() throws Exception {
    try (var empty = server.connect(server.migrated("empty"));
        var filled = server.connect(server.copy("made", "filled"))) {
      assertThat(indexes(filled)).hasSize(3).isEqualTo(indexes(empty));
    }
  }

  private static Set<String> indexes(Connection connection) throws SQLException {
    var indexes = new HashSet<String>();
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT indexdef FROM pg_indexes WHERE tablename = 'assignment'")) {
      while (row.next()) {
        indexes.add(row.getString(1));
      }
    }
    return indexes;
  }

  @Test
  void the_services_claims_lease_what_they_count() throws Exception {
    var database = server.copy("made", "claimed");
    try (var claims = new ServiceClaims(server, database, HOSTS, 2);
        var connection = server.connect(database)) {
      assertThat(claims.micros(1, 1 + HOSTS)).isPositive();
      assertThat(new LedgerTables(connection).count("leased")).isEqualTo(HOSTS);

      assertThat(claims.turns(4, 2 * HOSTS)).isPositive();

      assertThat(new LedgerTables(connection).count("leased")).isEqualTo(3 * HOSTS);
    }
  }

  @Test
  void the_scheduler_finishes_tasks_of_its_own() throws Exception {
    var database = server.migrated("tasks");
    try (var connection = server.connect(database)) {
      SchedulerClaims.fill(connection, 100_000);
      double rate = new SchedulerClaims(server).perSecond(database, 100, Duration.ofMillis(200));

      assertThat(rate).isPositive();
      assertThat(SchedulerClaims.left(connection)).isBetween(1L, 99_999L);
    }
  }
}
