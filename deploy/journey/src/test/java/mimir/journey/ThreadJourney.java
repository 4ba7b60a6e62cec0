package mimir.journey;

import static mimir.journey.RunningSystem.FLEET;
import static mimir.journey.RunningSystem.HOSTS;
import static mimir.journey.RunningSystem.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mimir.fleet.Fleet;
import mimir.fleet.SimulatedHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A question reaches hosts, also the sleeping ones, and comes back; whatever is killed. It leaves
 * no service as it was.
 */
@Order(4)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreadJourney {
  private static final int SLEEPING = 5;
  private static final String WHO = "SELECT hostname FROM system_info";

  /** Reads a table that the deny-list names after the restart (G-4). */
  private static final String LATER_DENIED = "SELECT username FROM users";

  private static final List<String> SERVICES =
      List.of(
          "dispatch-service",
          "ingest-service",
          "campaign-service",
          "flag-service",
          "osquery-release-service",
          "gateway");

  private RunningSystem running;
  private LocalSystem system;
  private Person admin;
  private Fleet fleet;
  private CampaignPage launchedBefore;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    system = shared.local();
    admin = shared.admin();
    fleet = shared.fleet();
    shared.stopAll();
    shared.campaigns(false);
  }

  @Test
  @Order(1)
  void with_the_flag_off_nothing_is_launched_and_who_may_not_is_told_so() {
    assertThat(running.anonymous().get("/api/v1/campaigns").code()).isEqualTo("unauthenticated");
    var bob = running.operator("bob");

    assertThat(launch(bob, FLEET).code()).isEqualTo("capability_required");
    var one = running.idOf(fleet.hosts().getFirst());
    assertThat(launch(bob, RunningSystem.hosts(one)).code()).isEqualTo("forbidden");
    assertThat(bob.put("/api/v1/feature-flags/offline_campaigns_enabled", enabled(true)).code())
        .isEqualTo("forbidden");
    assertThat(launch(admin, FLEET).code()).isEqualTo("campaigns_disabled");
  }

  @Test
  @Order(2)
  void a_flip_takes_effect_within_two_seconds() {
    var flipped = admin.put("/api/v1/feature-flags/offline_campaigns_enabled", enabled(true));

    assertThat(flipped.body().get("updated_by").asText()).isEqualTo("admin");
    // F-3. No target, so that nothing is launched: the gate is asked before the target.
    await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(launch(admin, NOBODY).code()).isEqualTo("unknown_hosts"));
  }

  @Test
  @Order(3)
  void connected_hosts_answer_within_seconds_and_sleeping_ones_when_they_come_back() {
    var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    sleeping().forEach(SimulatedHost::goOffline);

    var campaign =
        CampaignPage.launch(
            admin, WHO, FLEET, "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    campaign.awaitCount("responded", HOSTS - SLEEPING, Patience.LONG);
    awaitSleepingAreGone();
    assertThat(campaign.count("pending")).isEqualTo(SLEEPING);
    sleeping().forEach(SimulatedHost::comeBack);
    campaign.awaitCount("responded", HOSTS, Patience.LONG);

    assertThat(campaign.detail().get("hosts").get("responded").asLong()).isEqualTo(HOSTS);
    assertEachHostAnsweredForItselfOnce(campaign);
    assertThat(traces(campaign)).isEqualTo(Set.of(trace));
  }

  @Test
  @Order(4)
  void a_stopped_campaign_hands_out_nothing_more() {
    sleeping().forEach(SimulatedHost::goOffline);
    var campaign = CampaignPage.launch(admin, WHO, FLEET);
    campaign.awaitCount("responded", HOSTS - SLEEPING, Patience.LONG);

    var stopped = campaign.stop("seen enough");

    assertThat(stopped.body().get("status").asText()).isEqualTo("stopped");
    assertThat(campaign.stop("again").code()).isEqualTo("not_active");
    campaign.awaitCount("cancelled", SLEEPING, Patience.LONG);
    awaitSleepingAreGone();
    long run = fleet.counts().queriesRun();
    sleeping().forEach(SimulatedHost::comeBack);
    RunningSystem.awaitPolls(fleet.hosts(), 5);
    assertThat(fleet.counts().queriesRun()).isEqualTo(run);
    assertThat(campaign.count("responded")).isEqualTo(HOSTS - SLEEPING);
    assertThat(campaign.detail().get("stop_reason").asText()).isEqualTo("seen enough");
  }

  @Test
  @Order(5)
  void each_service_is_killed_once_and_every_host_still_answers_exactly_once() {
    sleeping().forEach(SimulatedHost::goOffline);
    var campaign = CampaignPage.launch(admin, WHO, FLEET);
    List<ProcessHandle> services = system.processes(SERVICES);
    awaitSleepingAreGone();
    var asleep = sleeping().iterator();
    for (ProcessHandle service : services) {
      assertThat(service.destroyForcibly()).isTrue();
      if (asleep.hasNext()) {
        asleep.next().comeBack();
      }
    }
    asleep.forEachRemaining(SimulatedHost::comeBack);

    campaign.awaitCount("responded", HOSTS, Patience.LONG);

    assertEachHostAnsweredForItselfOnce(campaign);
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> {
              JsonNode again = system.status().get("services");
              assertThat(again).hasSizeGreaterThan(SERVICES.size());
              assertThat(again).allMatch(service -> service.get("ready").asBoolean());
            });
  }

  @Test
  @Order(6)
  void what_was_there_is_there_after_a_restart() {
    sleeper().goOffline();
    launchedBefore = CampaignPage.launch(admin, LATER_DENIED, FLEET);
    launchedBefore.awaitCount("responded", HOSTS - 1, Patience.LONG);
    JsonNode before = admin.get("/api/v1/campaigns").body().get("items");
    system.set("MIMIR_SQL_DENY_LIST", "users");
    running.restart();

    var again = running.admin();

    assertThat(again.get("/api/v1/campaigns").body().get("items")).isEqualTo(before);
    assertThat(again.get("/api/v1/feature-flags").body().at("/items/0/enabled").asBoolean())
        .isTrue();
  }

  @Test
  @Order(7)
  void a_list_that_became_stricter_stops_what_was_launched_before() {
    long run = sleeper().counts().queriesRun();

    sleeper().comeBack();

    launchedBefore.awaitCount("errored", 1, Patience.LONG);
    assertThat(launchedBefore.count("responded")).isEqualTo(HOSTS - 1);
    assertThat(sleeper().counts().queriesRun()).isEqualTo(run);
    var again = Map.of("sql", LATER_DENIED, "target", FLEET);
    assertThat(admin.post("/api/v1/campaigns", again).code()).isEqualTo("blocked_sql");
  }

  @AfterAll
  void nothing_is_lost_or_counted_twice() throws Exception {
    running.assertInvariants();
  }

  private Person.Answer launch(Person person, Object target) {
    return person.post("/api/v1/campaigns", Map.of("sql", WHO, "target", target));
  }

  private static Map<String, Boolean> enabled(boolean value) {
    return Map.of("enabled", value);
  }

  private SimulatedHost sleeper() {
    return fleet.hosts().getFirst();
  }

  private List<SimulatedHost> sleeping() {
    return fleet.hosts().subList(0, SLEEPING);
  }

  private void awaitSleepingAreGone() {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(() -> assertThat(running.connected()).isEqualTo(HOSTS - SLEEPING));
  }

  private void assertEachHostAnsweredForItselfOnce(CampaignPage campaign) {
    Map<String, String> names = running.hostnames();
    List<JsonNode> rows = campaign.rows();
    assertThat(rows).hasSize(HOSTS);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.at("/columns/hostname").asText())
                    .isEqualTo(names.get(row.get("host_id").asText())));
    assertThat(rows.stream().map(row -> row.get("host_id").asText()).toList())
        .doesNotHaveDuplicates();
    String one = rows.getFirst().get("host_id").asText();
    assertThat(campaign.rowsOf(one)).hasSize(1);
  }

  /** The trace ids of everything that the responses topic tells of the campaign. */
  private Set<String> traces(CampaignPage campaign) {
    return TopicTap.read(system.kafka(), "mimir-responses").stream()
        .filter(record -> record.key().equals(campaign.id()))
        .map(record -> TopicTap.header(record, "traceparent").substring(3, 35))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
