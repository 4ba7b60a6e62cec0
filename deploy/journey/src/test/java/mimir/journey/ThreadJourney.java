package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import mimir.fleet.Fleet;
import mimir.fleet.FleetOptions;
import mimir.fleet.SimulatedHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A question reaches hosts, also the sleeping ones, and comes back; whatever is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreadJourney {
  private static final int HOSTS = 12;
  private static final int SLEEPING = 5;
  private static final String WHO = "SELECT hostname FROM system_info";
  private static final Map<String, String> FLEET = Map.of("type", "all");
  private static final String OPERATOR_PASSWORD = "correct horse battery";

  // Short, so that a journey need not wait as long as a person would (A-7, H-3).
  private static final Map<String, String> QUICK =
      Map.of("MIMIR_RECONNECT_JITTER", "1s", "MIMIR_CONNECTED_WITHIN", "4s");

  private static final List<String> SERVICES =
      List.of(
          "dispatch-service",
          "ingest-service",
          "campaign-service",
          "flag-service",
          "osquery-release-service",
          "gateway");

  private LocalSystem system;
  private Person admin;
  private Fleet fleet;

  @BeforeAll
  void start(@TempDir Path data) {
    system = new LocalSystem(data, QUICK);
    system.up("--restart");
    admin = new Person(system.gateway()).signIn("admin", system.adminPassword());
    fleet =
        Fleet.start(
            FleetOptions.of(system.agents(), system.enrollSecret())
                .withCaFile(system.caFile())
                .withHosts(HOSTS)
                .withPollInterval(Duration.ofSeconds(1)));
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(hosts()).hasSize(HOSTS));
  }

  @AfterAll
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
    system.down();
  }

  @Test
  @Order(1)
  void with_the_flag_off_nothing_is_launched_and_who_may_not_is_told_so() {
    assertThat(new Person(system.gateway()).get("/api/v1/campaigns").code())
        .isEqualTo("unauthenticated");
    var account =
        Map.of(
            "username",
            "bob",
            "password",
            OPERATOR_PASSWORD,
            "role",
            "operator",
            "capabilities",
            List.of());
    assertThat(admin.post("/api/v1/users", account).status()).isEqualTo(201);
    var bob = new Person(system.gateway()).signIn("bob", OPERATOR_PASSWORD);

    assertThat(launch(bob, FLEET).code()).isEqualTo("capability_required");
    var one = Map.of("type", "hosts", "host_ids", List.of(hosts().keySet().iterator().next()));
    assertThat(launch(bob, one).code()).isEqualTo("forbidden");
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
        .untilAsserted(
            () -> assertThat(launch(admin, unknownHost()).code()).isEqualTo("unknown_hosts"));
  }

  @Test
  @Order(3)
  void connected_hosts_answer_within_seconds_and_sleeping_ones_when_they_come_back() {
    var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    sleeping().forEach(SimulatedHost::goOffline);
    awaitSleepingAreGone();

    var campaign =
        CampaignPage.launch(
            admin, WHO, FLEET, "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    campaign.awaitCount("responded", HOSTS - SLEEPING, Duration.ofSeconds(30));
    assertThat(campaign.count("pending")).isEqualTo(SLEEPING);
    sleeping().forEach(SimulatedHost::comeBack);
    campaign.awaitCount("responded", HOSTS, Duration.ofSeconds(60));

    assertThat(campaign.detail().get("hosts").get("responded").asLong()).isEqualTo(HOSTS);
    assertEachHostAnsweredForItselfOnce(campaign);
    assertThat(traces(campaign)).isEqualTo(Set.of(trace));
  }

  @Test
  @Order(4)
  void a_stopped_campaign_hands_out_nothing_more() {
    sleeping().forEach(SimulatedHost::goOffline);
    awaitSleepingAreGone();
    var campaign = CampaignPage.launch(admin, WHO, FLEET);
    campaign.awaitCount("responded", HOSTS - SLEEPING, Duration.ofSeconds(30));

    var stopped = campaign.stop("seen enough");

    assertThat(stopped.body().get("status").asText()).isEqualTo("stopped");
    assertThat(campaign.stop("again").code()).isEqualTo("not_active");
    campaign.awaitCount("cancelled", SLEEPING, Duration.ofSeconds(20));
    long run = fleet.counts().queriesRun();
    sleeping().forEach(SimulatedHost::comeBack);
    awaitPolls(5);
    assertThat(fleet.counts().queriesRun()).isEqualTo(run);
    assertThat(campaign.count("responded")).isEqualTo(HOSTS - SLEEPING);
    assertThat(campaign.detail().get("stop_reason").asText()).isEqualTo("seen enough");
  }

  @Test
  @Order(5)
  void each_service_is_killed_once_and_every_host_still_answers_exactly_once() {
    sleeping().forEach(SimulatedHost::goOffline);
    awaitSleepingAreGone();
    var campaign = CampaignPage.launch(admin, WHO, FLEET);
    var asleep = sleeping().iterator();
    for (String service : SERVICES) {
      system.kill(service);
      if (asleep.hasNext()) {
        asleep.next().comeBack();
      }
    }
    asleep.forEachRemaining(SimulatedHost::comeBack);

    campaign.awaitCount("responded", HOSTS, Duration.ofSeconds(150));

    assertEachHostAnsweredForItselfOnce(campaign);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              for (String service : SERVICES) {
                assertThat(system.service(service).get("ready").asBoolean()).isTrue();
              }
            });
  }

  @Test
  @Order(6)
  void what_was_there_is_there_after_a_restart() {
    JsonNode before = admin.get("/api/v1/campaigns").body().get("items");
    system.down();
    system.up("--restart");

    var again = new Person(system.gateway()).signIn("admin", system.adminPassword());

    assertThat(again.get("/api/v1/campaigns").body().get("items")).isEqualTo(before);
    assertThat(again.get("/api/v1/feature-flags").body().at("/items/0/enabled").asBoolean())
        .isTrue();
  }

  private Person.Answer launch(Person person, Object target) {
    return person.post("/api/v1/campaigns", Map.of("sql", WHO, "target", target));
  }

  private static Map<String, Object> unknownHost() {
    return Map.of("type", "hosts", "host_ids", List.of("00000000-0000-7000-8000-000000000000"));
  }

  private static Map<String, Boolean> enabled(boolean value) {
    return Map.of("enabled", value);
  }

  private List<SimulatedHost> sleeping() {
    return fleet.hosts().subList(0, SLEEPING);
  }

  /** Host id → hostname, as the system knows them. */
  private Map<String, String> hosts() {
    JsonNode items = admin.get("/api/v1/hosts?limit=500").body().get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .collect(
            Collectors.toMap(
                host -> host.get("id").asText(), host -> host.get("hostname").asText()));
  }

  private long connected() {
    JsonNode items = admin.get("/api/v1/hosts?limit=500").body().get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(host -> host.get("connected").asBoolean())
        .count();
  }

  private void awaitSleepingAreGone() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(connected()).isEqualTo(HOSTS - SLEEPING));
  }

  /** Until each host has polled that many times more. */
  private void awaitPolls(int more) {
    Map<SimulatedHost, Long> before =
        fleet.hosts().stream()
            .collect(Collectors.toMap(Function.identity(), host -> host.counts().polls()));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(before)
                    .allSatisfy(
                        (host, polls) ->
                            assertThat(host.counts().polls())
                                .isGreaterThanOrEqualTo(polls + more)));
  }

  private void assertEachHostAnsweredForItselfOnce(CampaignPage campaign) {
    Map<String, String> names = hosts();
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
