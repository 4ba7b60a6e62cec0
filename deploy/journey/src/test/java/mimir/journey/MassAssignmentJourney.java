package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request that sets, beside what it may, a field that is the system's own. */
@Order(2)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MassAssignmentJourney {
  /** What each call would take without the field. */
  private static final Map<String, String> GOOD =
      Map.ofEntries(
          Map.entry("POST /api/v1/campaigns", "{\"sql\":\"SELECT 1\",\"target\":TARGET}"),
          Map.entry("POST /api/v1/campaigns/CAMPAIGN/stop", "{\"reason\":\"mine\"}"),
          Map.entry(
              "POST /api/v1/hunts",
              "{\"indicators\":[{\"value\":\"192.0.2.8\"}],\"target\":TARGET}"),
          Map.entry("POST /api/v1/hunts/quick", "{\"value\":\"192.0.2.8\"}"),
          Map.entry("POST /api/v1/queries", "{\"sql\":\"SELECT 1\",\"target\":TARGET}"),
          Map.entry("POST /api/v1/indicators", "{\"value\":\"assigned.example\"}"),
          Map.entry(
              "POST /api/v1/saved-queries",
              "{\"name\":\"assigned\",\"sql\":\"SELECT 1\",\"scope\":TARGET}"),
          Map.entry("POST /api/v1/api-keys", "{\"name\":\"assigned\"}"),
          Map.entry("POST /api/v1/enrollment-secrets", "{\"name\":\"assigned\"}"),
          Map.entry("PUT /api/v1/hosts/HOST/labels", "{\"labels\":{}}"),
          Map.entry("PUT /api/v1/feature-flags/offline_campaigns_enabled", "{\"enabled\":true}"),
          Map.entry("POST /api/v1/osquery-releases", "RELEASE"),
          Map.entry(
              "POST /api/v1/users",
              "{\"username\":\"assigned\",\"password\":\"correct horse battery\","
                  + "\"role\":\"operator\"}"),
          Map.entry("PATCH /api/v1/users/assigning", "{\"disabled\":false}"));

  private RunningSystem running;
  private Person attacker;
  private final Map<String, String> placeholders = new LinkedHashMap<>();

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    attacker = shared.admin("assigning");
    String host = shared.idOf(shared.fleet().hosts().getFirst());
    shared.campaigns(true);
    shared.stopAll();
    Map<String, Object> target = RunningSystem.hosts(host);
    placeholders.put("CAMPAIGN", CampaignPage.launch(shared.admin(), "SELECT 1", target).id());
    placeholders.put("HOST", host);
    placeholders.put("TARGET", "{\"type\":\"hosts\",\"host_ids\":[\"" + host + "\"]}");
    placeholders.put(
        "RELEASE",
        "{\"version\":\"5.99.1\",\"os\":\"linux\",\"arch\":\"amd64\",\"sha256\":\"%s\"}"
            .formatted("0".repeat(64)));
  }

  @AfterAll
  void stop() throws Exception {
    running.stopAll();
    running.assertInvariants();
  }

  private String filled(String text) {
    String filled = text;
    for (var each : placeholders.entrySet()) {
      filled = filled.replace(each.getKey(), each.getValue());
    }
    return filled;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      useHeadersInDisplayName = true,
      textBlock =
          """
          call                                                | field
          POST /api/v1/campaigns                              | "status":"archived"
          POST /api/v1/campaigns                              | "created_by":"admin"
          POST /api/v1/campaigns                              | "kind":"ioc_hunt"
          POST /api/v1/campaigns                              | "id":"01900000-0000-7000-8000-0000000000ff"
          POST /api/v1/campaigns                              | "frozen_sql":"SELECT * FROM curl"
          POST /api/v1/campaigns/CAMPAIGN/stop                | "stopped_by":"admin"
          POST /api/v1/campaigns/CAMPAIGN/stop                | "status":"archived"
          POST /api/v1/hunts                                  | "created_by":"admin"
          POST /api/v1/hunts                                  | "status":"completed"
          POST /api/v1/hunts/quick                            | "target":{"type":"all"}
          POST /api/v1/queries                                | "created_by":"admin"
          POST /api/v1/indicators                             | "created_by":"admin"
          POST /api/v1/indicators                             | "normalised":"other.example"
          POST /api/v1/saved-queries                          | "created_by":"admin"
          POST /api/v1/saved-queries                          | "owner":"admin"
          POST /api/v1/api-keys                               | "username":"admin"
          POST /api/v1/api-keys                               | "key":"mimir_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
          POST /api/v1/enrollment-secrets                     | "secret":"guessable"
          POST /api/v1/enrollment-secrets                     | "used":-100
          PUT /api/v1/hosts/HOST/labels                       | "hostname":"other"
          PUT /api/v1/hosts/HOST/labels                       | "status":"decommissioned"
          PUT /api/v1/feature-flags/offline_campaigns_enabled | "updated_by":"admin"
          POST /api/v1/osquery-releases                       | "status":"approved"
          POST /api/v1/osquery-releases                       | "approved":true
          POST /api/v1/osquery-releases                       | "approved_by":"admin"
          POST /api/v1/osquery-releases                       | "rollout":100
          POST /api/v1/osquery-releases                       | "added_by":"admin"
          POST /api/v1/osquery-releases                       | "has_binary":true
          POST /api/v1/users                                  | "created_by":"admin"
          POST /api/v1/users                                  | "disabled":false
          POST /api/v1/users                                  | "password_hash":"x"
          PATCH /api/v1/users/assigning                       | "username":"admin"
          PATCH /api/v1/users/assigning                       | "password_hash":"x"
          PATCH /api/v1/users/assigning                       | "created_by":"admin"
          """)
  void a_field_that_is_not_theirs_to_set_refuses_the_whole_request(String call, String field) {
    String good = filled(GOOD.get(call));
    String body = good.substring(0, good.length() - 1) + "," + field + "}";
    var words = filled(call).split(" ", 2);
    int before = listed(words[1]);

    var answer = attacker.call(words[0], words[1], body);

    assertThat(answer.code()).as("%s", answer.body()).isEqualTo("malformed_request");
    assertThat(answer.body().get("detail").asText())
        .isEqualTo("Unknown field '%s'.".formatted(field.split("\"", 3)[1]));
    assertThat(listed(words[1])).isEqualTo(before);
  }

  /** How many there are of what such a call makes; 0 when there is no list of them. */
  private int listed(String path) {
    String list = "/api/v1/" + path.split("/", -1)[3] + "?limit=500";
    return attacker.get(list).body().path("items").size();
  }

  @Test
  void nor_can_a_part_of_a_form_approve_a_release() {
    String form =
        """
        --b
        Content-Disposition: form-data; name="version"

        5.99.2
        --b
        Content-Disposition: form-data; name="status"

        approved
        --b--
        """
            .replace("\n", "\r\n");

    var answer =
        attacker.call(
            "POST",
            "/api/v1/osquery-releases",
            form,
            "Content-Type",
            "multipart/form-data; boundary=b");

    assertThat(answer.code()).isEqualTo("malformed_request");
  }
}
