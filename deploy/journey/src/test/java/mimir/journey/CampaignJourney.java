package mimir.journey;

import static mimir.journey.RunningSystem.FLEET;
import static mimir.journey.RunningSystem.HOSTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mimir.fleet.Fleet;
import mimir.fleet.SimulatedHost;
import mimir.journey.Person.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a person does with campaigns and queries beside asking and waiting. */
@Order(3)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CampaignJourney {
  private static final String WHO = "SELECT hostname FROM system_info";

  private RunningSystem running;
  private Person admin;
  private Fleet fleet;

  /** It answers nothing unless a test wakes it. */
  private SimulatedHost sleeper;

  private Map<String, Object> atSleeper;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    fleet = shared.fleet();
    shared.campaigns(true);
    sleeper = fleet.hosts().getLast();
    atSleeper = RunningSystem.hosts(running.idOf(sleeper));
  }

  @BeforeEach
  void all_slots_are_free_and_one_host_sleeps() {
    running.stopAll();
    sleeper.goOffline();
  }

  @AfterAll
  void stop() throws Exception {
    running.stopAll();
    running.assertInvariants();
  }

  @Test
  void a_saved_query_is_launched_at_its_own_target_and_a_later_edit_changes_nothing() {
    var first = running.idOf(fleet.hosts().getFirst());
    var second = running.idOf(fleet.hosts().get(1));
    var saver = running.operator("sally");
    var scope = RunningSystem.hosts(first, second);
    var saved = saver.post("/api/v1/saved-queries", query("who is who", WHO, scope)).body();
    String id = saved.get("id").asText();

    var campaign =
        CampaignPage.launch(admin, Map.of("saved_query_id", id, "use_saved_target", true));
    var edited =
        saver.put("/api/v1/saved-queries/" + id, query("other", "SELECT 1 FROM users", FLEET));

    assertThat(edited.status()).isEqualTo(200);
    campaign.awaitCount("responded", 2, Patience.LONG);
    JsonNode detail = campaign.detail();
    assertThat(detail.get("frozen_sql").asText()).isEqualTo(WHO);
    assertThat(detail.at("/saved_query/name").asText()).isEqualTo("who is who");
    assertThat(campaign.rows().stream().map(row -> row.get("host_id").asText()))
        .containsExactlyInAnyOrder(first, second);
  }

  private static Map<String, Object> query(String name, String sql, Object scope) {
    return Map.of("name", name, "sql", sql, "scope", scope);
  }

  @Test
  void a_clone_asks_the_same_hosts_the_same_again() {
    var target =
        RunningSystem.hosts(
            running.idOf(fleet.hosts().getFirst()), running.idOf(fleet.hosts().get(1)));
    var request = Map.of("name", "twice", "sql", WHO, "target", target, "live_window_minutes", 7);
    var campaign = CampaignPage.launch(admin, request);
    campaign.awaitCount("responded", 2, Patience.LONG);

    var again = admin.get("/api/v1/campaigns/" + campaign.id() + "/launch-request");
    var clone = admin.post("/api/v1/campaigns", again.body());

    assertThat(clone.status()).isEqualTo(201);
    assertThat(clone.body().get("id").asText()).isNotEqualTo(campaign.id());
    for (String same : List.of("name", "frozen_sql", "target", "live_window_minutes")) {
      assertThat(clone.body().get(same)).as(same).isEqualTo(campaign.detail().get(same));
    }
    CampaignPage.of(admin, clone).awaitCount("responded", 2, Patience.LONG);
  }

  @Test
  void an_expired_campaign_stops_and_a_host_that_comes_later_gets_nothing() {
    var expires = InstantSource.system().instant().plusSeconds(2);
    var request = Map.of("sql", WHO, "target", atSleeper, "expires_at", expires.toString());

    var campaign = CampaignPage.launch(admin, request);

    campaign.awaitCount("cancelled", 1, Patience.LONG);
    JsonNode detail = campaign.detail();
    assertThat(detail.get("status").asText()).isEqualTo("stopped");
    assertThat(detail.get("stop_reason").asText()).isEqualTo("expired");
    assertThat(detail.get("stopped_by").asText()).isEqualTo("system");
    assertThat(Instant.parse(detail.get("stopped_at").asText())).isAfterOrEqualTo(expires);
    long run = sleeper.counts().queriesRun();
    sleeper.comeBack();
    RunningSystem.awaitPolls(List.of(sleeper), 3);
    assertThat(sleeper.counts().queriesRun()).isEqualTo(run);
  }

  @Test
  void an_archived_campaign_is_hidden_unless_it_is_asked_for() {
    var campaign = CampaignPage.launch(admin, WHO, atSleeper);
    campaign.stop("done");
    // A stop just behind the launch may come before the assigned set is handed over.
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () ->
                assertThat(
                        admin
                            .call("POST", "/api/v1/campaigns/" + campaign.id() + "/archive", "")
                            .status())
                    .isEqualTo(200));

    assertThat(ids("/api/v1/campaigns?limit=500")).doesNotContain(campaign.id());
    assertThat(ids("/api/v1/campaigns?limit=500&status=archived")).contains(campaign.id());
    assertThat(campaign.detail().get("frozen_sql").asText()).isEqualTo(WHO);
  }

  @Test
  void a_preview_counts_the_hosts_by_platform() {
    var preview = admin.post("/api/v1/targets/preview", Map.of("target", FLEET)).body();

    var platforms = new TreeMap<String, Long>();
    preview
        .get("by_platform")
        .properties()
        .forEach(each -> platforms.put(each.getKey(), each.getValue().get("hosts").asLong()));
    assertThat(preview.get("hosts").asInt()).isEqualTo(HOSTS);
    assertThat(preview.get("connected").asInt()).isEqualTo(HOSTS);
    assertThat(platforms)
        .isEqualTo(
            fleet.hosts().stream()
                .collect(
                    Collectors.groupingBy(
                        host -> host.platform().name().toLowerCase(Locale.ROOT),
                        Collectors.counting())));
  }

  @Test
  void a_check_tells_the_tables_and_what_a_launch_would_refuse() {
    var sql = "WITH c AS (SELECT * FROM curl) SELECT 1 FROM c, processes";

    var many = admin.post("/api/v1/sql/check", Map.of("sql", sql, "target", FLEET)).body();
    var one = admin.post("/api/v1/sql/check", Map.of("sql", sql, "target", atSleeper)).body();

    assertThat(many.get("tables").toString()).isEqualTo("[\"curl\",\"processes\"]");
    assertThat(many.get("blocked_by").asText()).isEqualTo("curl");
    assertThat(one.get("blocked_by").isNull()).isTrue();
    assertThat(launch(sql, FLEET).code()).isEqualTo("blocked_sql");
    assertThat(launch(sql, atSleeper).status()).isEqualTo(201);
  }

  @Test
  void the_schema_is_not_sent_again_to_who_has_it() {
    var first = admin.get("/api/v1/osquery-schema");
    var second = admin.get("/api/v1/osquery-schema", "If-None-Match", first.header("ETag"));

    assertThat(first.body().toString()).contains("\"processes\"");
    assertThat(second.status()).isEqualTo(304);
    assertThat(second.raw().body()).isEmpty();
  }

  @Test
  void whoever_still_owes_an_answer_is_listed() {
    var campaign = CampaignPage.launch(admin, WHO, FLEET);
    campaign.awaitCount("responded", HOSTS - 1, Patience.LONG);

    JsonNode pending = admin.get("/api/v1/campaigns/" + campaign.id() + "/pending-hosts").body();

    assertThat(pending.get("items")).hasSize(1);
    JsonNode host = pending.at("/items/0");
    assertThat(host.get("host_id").asText()).isEqualTo(running.idOf(sleeper));
    assertThat(host.get("hostname").asText()).isEqualTo(sleeper.hostname());
    assertThat(host.get("pending_jobs").asInt()).isEqualTo(1);
  }

  @Test
  void what_was_done_to_a_campaign_stands_in_both_audits() {
    var since = InstantSource.system().instant();
    var campaign = CampaignPage.launch(admin, WHO, atSleeper);
    campaign.stop("enough");

    JsonNode own = admin.get("/api/v1/campaigns/" + campaign.id() + "/audit").body().get("items");

    assertThat(own.valueStream().map(entry -> entry.get("action").asText()))
        .containsExactly("campaign.stopped", "campaign.launched");
    assertThat(own.valueStream().map(entry -> entry.get("by").asText())).containsOnly("admin");
    // The whole audit hears of it over Kafka.
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> {
              JsonNode all = admin.get("/api/v1/audit?actor=admin&since=" + since).body();
              assertThat(
                      all.get("items")
                          .valueStream()
                          .filter(entry -> entry.get("subject").asText().equals(campaign.id()))
                          .map(entry -> entry.get("action").asText()))
                  .containsExactly("campaign.stopped", "campaign.launched");
            });
  }

  @Test
  void a_page_that_is_open_hears_of_answers_and_of_the_stop() {
    var one = running.idOf(fleet.hosts().getFirst());
    var campaign = CampaignPage.launch(admin, WHO, RunningSystem.hosts(one));

    try (var lines = admin.follow("/api/v1/campaigns/" + campaign.id() + "/stream")) {
      var events = lines.iterator();
      assertThat(next(events, "status")).contains("\"status\":\"active\"");
      while (!next(events, "coverage").contains("\"responded\":1")) {}
      campaign.stop("seen");
      assertThat(next(events, "status")).contains("\"status\":\"stopped\"");
    }
  }

  /** The data of the next event of that name. */
  private static String next(Iterator<String> lines, String event) {
    while (!lines.next().replace(" ", "").equals("event:" + event)) {}
    String line = lines.next();
    while (!line.startsWith("data:")) {
      line = lines.next();
    }
    return line;
  }

  private Answer launch(String sql, Object target, String... headers) {
    return admin.post("/api/v1/campaigns", Map.of("sql", sql, "target", target), headers);
  }

  private List<String> ids(String path) {
    var ids = new ArrayList<String>();
    admin.get(path).body().get("items").forEach(item -> ids.add(item.get("id").asText()));
    return ids;
  }
}
