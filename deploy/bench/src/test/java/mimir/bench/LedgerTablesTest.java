package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
  void the_services_claims_lease_what_they_count() throws Exception {
    var database = server.copy("made", "claimed");
    try (var claims = new ServiceClaims(server, database, HOSTS, 2);
        var connection = server.connect(database)) {
      assertThat(claims.micros(1, 1 + HOSTS)).isPositive();
      assertThat(new LedgerTables(connection).count("leased")).isEqualTo(HOSTS);

      claims.warmUp(4, 2 * HOSTS);

      assertThat(new LedgerTables(connection).count("leased")).isEqualTo(3 * HOSTS);
    }
  }

  @Test
  void the_scheduler_finishes_tasks_of_its_own() throws Exception {
    var database = server.migrated("tasks");
    try (var connection = server.connect(database)) {
      SchedulerClaims.fill(connection, 10_000);
      double rate =
          new SchedulerClaims(server).perSecond(database, 2, 2, 100, Duration.ofMillis(200));

      assertThat(rate).isPositive();
      assertThat(SchedulerClaims.left(connection)).isBetween(1L, 9_999L);
    }
  }
}
