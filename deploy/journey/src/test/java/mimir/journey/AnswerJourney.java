package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.fleet.Fleet;
import mimir.fleet.SimulatedHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What was answered is there to work with, whatever dies while it is stored, and as far as the cap
 * allows. The counter that every batch changes last is held, so that a death comes when a batch has
 * done everything but its commit.
 */
@Order(5)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerJourney {
  private static final int ROWS = 3_000;
  private static final int KINDS = 7;

  // No table of a simulated host has as many rows.
  private static final String MANY =
      """
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2999)
      SELECT i, i % 7 AS kind, hostname FROM n, system_info
      """;

  private static final int TOO_MANY_ROWS = 6_000;

  private static final String TOO_MANY =
      """
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 5999)
      SELECT i, hostname FROM n, system_info
      """;

  /** It does not divide by what a host sends, and more hosts than that are awake. */
  private static final long CAP = RunningSystem.CAMPAIGN_ROWS_MAX;

  private static final int ASLEEP = 2;

  // Backends of ingest-service that wait for somebody's lock.
  private static final String WAITING =
      """
      SELECT pid
      FROM pg_stat_activity
      WHERE usename = 'ingest' AND wait_event_type = 'Lock' AND query LIKE '%campaign_rows%'
      """;

  private static final String HOLD =
      """
      SELECT rows
      FROM ingest.campaign_rows
      WHERE campaign_id = ?
      FOR UPDATE
      """;

  private RunningSystem running;
  private Person admin;
  private Fleet fleet;
  private Map<String, Object> target;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    shared.campaigns(true);
    shared.stopAll();
    fleet = shared.fleet();
    target = RunningSystem.hosts(fleet.hosts().stream().map(shared::idOf).toArray(String[]::new));
  }

  @AfterAll
  void nothing_is_lost_or_counted_twice() throws SQLException {
    running.stopAll();
    running.assertInvariants();
  }

  @Test
  void the_service_dies_in_the_middle_of_a_batch() throws SQLException {
    fleet.hosts().forEach(SimulatedHost::goOffline);
    var campaign = CampaignPage.launch(admin, MANY, target);
    try (Connection holder = superuser()) {
      hold(holder, campaign);
      fleet.hosts().forEach(SimulatedHost::comeBack);
      awaitWaiting();

      running.local().kill("ingest-service");

      holder.rollback();
    }

    campaign.awaitCount("responded", RunningSystem.HOSTS, Patience.LONG);
    assertWhole(campaign);
    assertThat(campaign.stop("enough").status()).isEqualTo(200);
    awaitDropped(campaign);
  }

  /** A backend that dies takes all of the server's memory with it: every service loses it. */
  @Test
  void the_database_dies_in_the_middle_of_a_batch() throws SQLException {
    fleet.hosts().forEach(SimulatedHost::goOffline);
    var campaign = CampaignPage.launch(admin, MANY, target);
    try (Connection holder = superuser()) {
      hold(holder, campaign);
      fleet.hosts().forEach(SimulatedHost::comeBack);
      long backend = awaitWaiting();

      assertThat(ProcessHandle.of(backend).orElseThrow().destroyForcibly()).isTrue();

      await()
          .atMost(Patience.LONG)
          .untilAsserted(() -> assertThat(holder.isValid(1)).as("the holder's session").isFalse());
    }

    campaign.awaitCount("responded", RunningSystem.HOSTS, Patience.LONG);
    assertWhole(campaign);
    // Nobody has asked flag-service since: all its connections are dead.
    var asked =
        admin.put("/api/v1/feature-flags/offline_campaigns_enabled", Map.of("enabled", true));
    assertThat(asked.status()).isEqualTo(200);
  }

  /** R-4, through the whole system. */
  @Test
  void a_campaign_that_crosses_its_cap_stops_by_itself_and_keeps_exactly_as_much() {
    List<SimulatedHost> asleep = fleet.hosts().subList(0, ASLEEP);
    asleep.forEach(SimulatedHost::goOffline);
    var since = InstantSource.system().instant();

    var campaign = CampaignPage.launch(admin, TOO_MANY, target);

    long stored = CAP / TOO_MANY_ROWS + 1;
    campaign.awaitCount("cancelled", RunningSystem.HOSTS - stored, Patience.LONG);
    campaign.awaitCount("responded", stored, Patience.LONG);
    JsonNode detail = campaign.detail();
    assertThat(detail.get("status").asText()).isEqualTo("stopped");
    assertThat(detail.get("stop_reason").asText()).isEqualTo("auto_stopped_aggregate_row_cap");
    assertThat(detail.get("stopped_by").asText()).isEqualTo("system");
    assertThat(detail.at("/rows/kept").asLong()).isEqualTo(CAP);
    assertThat(detail.at("/rows/campaign_cap").asLong()).isEqualTo(CAP);
    var path = "/api/v1/campaigns/" + campaign.id();
    var file = admin.get(path + "/export?format=csv").raw();
    assertThat(file.headers().firstValue("Mimir-Rows")).contains("" + CAP);
    assertThat(file.body().lines().skip(1)).hasSize((int) CAP).doesNotHaveDuplicates();
    assertThat(truncated(path)).containsExactly(CAP % TOO_MANY_ROWS);
    assertThat(stops(path + "/audit"))
        .extracting(entry -> entry.get("by").asText())
        .containsExactly("system");
    // The whole audit hears of it over Kafka.
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () ->
                assertThat(stops("/api/v1/audit?actor=system&since=" + since))
                    .extracting(entry -> entry.get("subject").asText())
                    .containsExactly(campaign.id()));

    long run = fleet.counts().queriesRun();
    asleep.forEach(SimulatedHost::comeBack);
    RunningSystem.awaitPolls(asleep, 3);
    assertThat(fleet.counts().queriesRun()).isEqualTo(run);
    assertThat(campaign.count("responded")).isEqualTo(stored);
  }

  /** Rows of the truncated answers. */
  private List<Long> truncated(String path) {
    return admin
        .get(path + "/responses")
        .body()
        .get("items")
        .valueStream()
        .filter(answer -> answer.get("truncated").asBoolean())
        .map(answer -> answer.get("rows").asLong())
        .toList();
  }

  private List<JsonNode> stops(String audit) {
    return admin
        .get(audit)
        .body()
        .get("items")
        .valueStream()
        .filter(entry -> entry.get("action").asText().equals("campaign.stopped"))
        .toList();
  }

  private void assertWhole(CampaignPage campaign) {
    long rows = (long) RunningSystem.HOSTS * ROWS;
    var path = "/api/v1/campaigns/" + campaign.id();

    var file = admin.get(path + "/export?format=csv").raw();

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Mimir-Rows")).contains("" + rows);
    assertThat(file.body().lines().skip(1)).hasSize((int) rows).doesNotHaveDuplicates();
    JsonNode stack = admin.get(path + "/stack?column=kind&order=commonest").body();
    assertThat(stack.get("exact").asBoolean()).isTrue();
    assertThat(stack.get("rows").asLong()).isEqualTo(rows);
    assertThat(stack.get("items")).hasSize(KINDS);
    long sum = 0;
    for (JsonNode value : stack.get("items")) {
      assertThat(value.get("hosts").asLong()).isEqualTo(RunningSystem.HOSTS);
      sum += value.get("rows").asLong();
    }
    assertThat(sum).isEqualTo(rows);
  }

  private void awaitDropped(CampaignPage campaign) {
    var path = "/api/v1/campaigns/" + campaign.id();
    // ingest-service hears of the stop a moment later.
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> assertThat(admin.call("DELETE", path + "/rows", "").status()).isEqualTo(204));

    assertThat(admin.get(path + "/export?format=jsonl").code()).isEqualTo("rows_dropped");
    assertThat(campaign.count("responded")).isEqualTo(RunningSystem.HOSTS);
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () ->
                assertThat(admin.get("/api/v1/audit?limit=50").body().toString())
                    .contains("campaign.rows_dropped", campaign.id()));
  }

  private Connection superuser() throws SQLException {
    var connection =
        DriverManager.getConnection(
            running.local().database(), "postgres", running.local().superuserPassword());
    connection.setAutoCommit(false);
    return connection;
  }

  /** From the moment at which ingest-service knows of the campaign. */
  private static void hold(Connection connection, CampaignPage campaign) {
    await()
        .atMost(Patience.LONG)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              try (var query = connection.prepareStatement(HOLD)) {
                query.setObject(1, UUID.fromString(campaign.id()));
                return query.executeQuery().next();
              }
            });
  }

  /** On a connection of its own: within a transaction the answer would stay the first one. */
  private long awaitWaiting() throws SQLException {
    try (Connection looker = superuser()) {
      looker.setAutoCommit(true);
      return await()
          .atMost(Patience.LONG)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                try (var query = looker.createStatement();
                    var waiting = query.executeQuery(WAITING)) {
                  return waiting.next() ? waiting.getLong("pid") : 0L;
                }
              },
              pid -> pid != 0);
    }
  }
}
