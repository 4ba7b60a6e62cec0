package mimir.journey;

import static mimir.journey.RunningSystem.FLEET;
import static mimir.journey.RunningSystem.HOSTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import mimir.fleet.Fleet;
import mimir.fleet.SimulatedHost;
import mimir.fleet.content.Artefact;
import mimir.fleet.tables.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A hunt finds what was planted, once, also on the laptop that was asleep when it was launched. */
@Order(3)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HuntJourney {
  private static final String ALERTS = "mimir-alerts";
  private static final String SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  private static final String SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

  private static final String BUNDLE =
      """
      {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": [
        {"type": "indicator", "spec_version": "2.1", "name": "dropper",
         "id": "indicator--d81f86b9-975b-4c0b-875e-810c5ad45a4f",
         "created": "2026-11-01T00:00:00Z", "modified": "2026-11-01T00:00:00Z",
         "valid_from": "2026-11-01T00:00:00Z", "pattern_type": "stix",
         "pattern": "[file:hashes.'SHA-256' = '%s']"}]}
      """
          .formatted(SHA256);

  private final ObjectMapper json = new ObjectMapper();
  private RunningSystem running;
  private Person admin;
  private Fleet fleet;
  private SimulatedHost laptop;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    fleet = shared.fleet();
    laptop =
        fleet.hosts().stream()
            .filter(host -> host.platform() == Platform.LINUX)
            .reduce((_, last) -> last)
            .orElseThrow();
  }

  @BeforeEach
  void all_slots_are_free() {
    running.campaigns(true);
    running.stopAll();
  }

  @AfterAll
  void stop() throws Exception {
    running.campaigns(true);
    running.stopAll();
    running.assertInvariants();
  }

  @Test
  void a_laptop_that_comes_back_with_a_planted_file_is_found_once() throws Exception {
    JsonNode imported =
        admin
            .call(
                "POST",
                "/api/v1/indicators/import",
                BUNDLE,
                "Content-Type",
                "application/stix+json;version=2.1")
            .body();
    assertThat(imported.get("created").asInt() + imported.get("duplicates").asInt()).isEqualTo(1);
    String indicator =
        admin.get("/api/v1/indicators?q=" + SHA256).body().at("/items/0/id").asText();
    laptop.profile().plant(Artefact.file("/usr/local/bin/invoice", MD5, SHA1, SHA256));
    laptop.goOffline();

    JsonNode hunt = hunted(Map.of("indicator_ids", List.of(indicator), "target", FLEET));
    String campaign = hunt.get("campaign_id").asText();
    awaitHunt(hunt, "responded_hosts", HOSTS - 1);
    assertThat(alertsOf(campaign)).isEmpty();
    var deactivated = admin.call("PATCH", "/api/v1/indicators/" + indicator, "{\"active\":false}");
    assertThat(deactivated.status()).isEqualTo(200);
    laptop.comeBack();

    awaitHunt(hunt, "responded_hosts", HOSTS);
    awaitHunt(hunt, "matched_hosts", 1);
    String host = running.idOf(laptop);
    JsonNode alert = alertsOf(campaign).getFirst();
    assertThat(alertsOf(campaign)).hasSize(1);
    assertThat(alert.get("source").asText()).isEqualTo("campaign");
    assertThat(alert.get("host_id").asText()).isEqualTo(host);
    assertThat(alert.get("ioc_value").asText()).isEqualTo(SHA256);
    assertThat(alert.at("/evidence/path").asText()).isEqualTo("/usr/local/bin/invoice");
    assertThat(hunt(hunt).get("status").asText()).isEqualTo("completed");
    assertThat(admin.get("/api/v1/campaigns/" + campaign).body().get("hits").asInt()).isEqualTo(1);
    assertThat(items("/api/v1/campaigns/" + campaign + "/matches")).hasSize(1);
    assertThat(items("/api/v1/hunts/" + hunt.get("id").asText() + "/results")).hasSize(1);
    await().atMost(Patience.LONG).untilAsserted(() -> assertThat(onTopic(campaign)).hasSize(1));
    JsonNode finding = onTopic(campaign).getFirst();
    assertThat(finding.at("/finding_info/uid").asText()).isEqualTo(alert.get("id").asText());
    assertThat(finding.get("class_uid").asInt()).isEqualTo(2004);
    assertThat(finding.at("/device/hostname").asText()).isEqualTo(laptop.hostname());

    acknowledge(alert);
  }

  private void acknowledge(JsonNode alert) {
    var seen = admin.call("PUT", "/api/v1/alerts/" + alert.get("id").asText() + "/acknowledge", "");
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.body().get("acknowledged_by").asText()).isEqualTo("admin");
    assertThat(items("/api/v1/alerts?acknowledged=true&limit=500"))
        .anyMatch(each -> each.get("id").equals(alert.get("id")));
  }

  @Test
  void with_campaigns_off_a_hunt_asks_the_connected_hosts_and_raises_its_own_alert() {
    running.campaigns(false);
    SimulatedHost first = fleet.hosts().getFirst();
    first.profile().plant(Artefact.connection(4_711, "/usr/bin/nc", "198.51.100.77", 443));

    JsonNode hunt;
    try (var stream = admin.follow("/api/v1/alerts/stream")) {
      var events = stream.iterator();
      awaitLine(events, "event:ready");
      hunt =
          admin
              .post("/api/v1/hunts/quick", Map.of("value", "198.51.100.77", "severity", "critical"))
              .body();
      // Those of other hunts may come too.
      String alert = awaitLine(events, "data:{\"id\"");
      while (!alert.contains(hunt.get("id").asText())) {
        alert = awaitLine(events, "data:{\"id\"");
      }
    }
    try (var stream = admin.follow("/api/v1/hunts/" + hunt.get("id").asText() + "/stream")) {
      var events = stream.iterator();
      awaitLine(events, "event:result");
      assertThat(awaitLine(events, "data:")).contains("198.51.100.77");
    }

    assertThat(hunt.get("campaign_id").isNull()).isTrue();
    awaitHunt(hunt, "responded_hosts", HOSTS);
    awaitHunt(hunt, "matched_hosts", 1);
    List<JsonNode> alerts =
        items("/api/v1/alerts?source=hunt&severity=critical&host_id=" + running.idOf(first));
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().get("hunt_id")).isEqualTo(hunt.get("id"));
    assertThat(alerts.getFirst().get("campaign_id").isNull()).isTrue();
    assertThat(hunt(hunt).get("status").asText()).isEqualTo("completed");
  }

  private static String awaitLine(Iterator<String> lines, String start) {
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended before " + start);
  }

  @Test
  void each_match_is_one_alert_when_ingest_and_connect_are_killed_meanwhile() {
    fleet
        .hosts()
        .forEach(
            host ->
                host.profile()
                    .plant(Artefact.process(4_712, "/bin/sh", "sh c2.evil-killed.example")));

    // It finds the launch and the answers when it is back.
    running.local().kill("ingest-service");
    JsonNode hunt =
        hunted(
            Map.of(
                "indicators",
                List.of(Map.of("value", "evil-killed.example", "type", "domain")),
                "target",
                FLEET));
    running.local().kill("connect");

    awaitHunt(hunt, "matched_hosts", HOSTS);
    awaitAllParts();
    String campaign = hunt.get("campaign_id").asText();
    assertThat(alertsOf(campaign)).hasSize(HOSTS);
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () ->
                assertThat(onTopic(campaign).stream().map(each -> each.at("/finding_info/uid")))
                    .hasSize(HOSTS)
                    .doesNotHaveDuplicates());
  }

  private void awaitAllParts() {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> {
              JsonNode status = running.local().status();
              for (String kind : List.of("services", "infrastructure")) {
                assertThat(status.get(kind)).allMatch(part -> part.get("ready").asBoolean());
              }
            });
  }

  private JsonNode hunted(Map<String, ?> request) {
    var launched = admin.post("/api/v1/hunts", request);
    assertThat(launched.status()).as("%s", launched.body()).isEqualTo(201);
    return launched.body();
  }

  private JsonNode hunt(JsonNode hunt) {
    return admin.get("/api/v1/hunts/" + hunt.get("id").asText()).body();
  }

  private void awaitHunt(JsonNode hunt, String number, long expected) {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(() -> assertThat(hunt(hunt).get(number).asLong()).isEqualTo(expected));
  }

  private List<JsonNode> items(String path) {
    var answer = admin.get(path);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return StreamSupport.stream(answer.body().get("items").spliterator(), false).toList();
  }

  private List<JsonNode> alertsOf(String campaign) {
    return items("/api/v1/alerts?limit=500&campaign_id=" + campaign);
  }

  private List<JsonNode> onTopic(String campaign) {
    return TopicTap.read(running.local().kafka(), ALERTS).stream()
        .map(record -> tree(record.value()))
        .filter(finding -> finding.at("/unmapped/mimir/campaign_id").asText().equals(campaign))
        .toList();
  }

  private JsonNode tree(String value) {
    try {
      return json.readTree(value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
