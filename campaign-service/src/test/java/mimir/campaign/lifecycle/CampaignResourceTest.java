package mimir.campaign.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import mimir.campaign.gate.FlagSwitch;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.launches.ChunkPublisher;
import mimir.campaign.targets.SeededHosts;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class CampaignResourceTest {

  @Inject OfflineCampaigns gate;
  @Inject ChunkPublisher chunks;
  @Inject Jdbi jdbi;

  private UUID host;

  @BeforeEach
  void a_host_and_the_flag_on() {
    FlagSwitch.set(gate, true);
    host = SeededHosts.in(jdbi, 1).getFirst();
  }

  @Test
  void a_launch_answers_with_the_detail_and_where_it_is() {
    var answer = post("/api/v1/campaigns", launch("SELECT pid\\nFROM processes -- ü"));

    assertThat(answer.statusCode()).isEqualTo(201);
    var detail = answer.jsonPath();
    assertThat(answer.header("Location")).endsWith("/api/v1/campaigns/" + detail.get("id"));
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(detail.getString("frozen_sql")).isEqualTo("SELECT pid\nFROM processes -- ü");
    assertThat(detail.getString("status")).isEqualTo("active");
    assertThat(detail.getString("created_by")).isEqualTo("alice");
    assertThat(detail.getInt("live_window_minutes")).isEqualTo(10);
    assertThat(detail.getInt("coverage.pending")).isEqualTo(1);
    assertThat(detail.getString("name")).startsWith("processes · 20");
  }

  @Test
  void while_the_flag_is_off_nothing_is_launched_and_the_rest_goes_on() {
    var running = launched();
    FlagSwitch.set(gate, false);

    refused(post("/api/v1/campaigns", launch("SELECT 1")), 409, "campaigns_disabled");

    assertThat(get("/api/v1/campaigns/" + running).statusCode()).isEqualTo(200);
    assertThat(stop(running, "{}").statusCode()).isEqualTo(200);
  }

  /** {@code HOST} stands for a known host's id, {@code STRANGER} for an unknown one's. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                     | status | code                  | field               | body
          T-1 unknown host         | 422    | unknown_hosts         |                     | {"sql":"S","target":{"type":"hosts","host_ids":["HOST","STRANGER"]}}
          T-3 os_in                | 422    | os_filter_unsupported |                     | {"sql":"S","target":{"type":"os_in","os":["linux"]}}
          no body                  | 422    | invalid_field         | sql                 |
          no sql                   | 422    | invalid_field         | sql                 | {"target":{"type":"all"}}
          no target                | 422    | invalid_field         | target              | {"sql":"S"}
          no ids                   | 422    | invalid_field         | host_ids            | {"sql":"S","target":{"type":"hosts"}}
          NUL in sql               | 422    | invalid_field         | sql                 | {"sql":"S\\u0000","target":{"type":"all"}}
          half a letter in sql     | 422    | invalid_field         | sql                 | {"sql":"S\\ud800","target":{"type":"all"}}
          half a letter in name    | 422    | invalid_field         | name                | {"sql":"S","name":"\\udc00","target":{"type":"all"}}
          window                   | 422    | invalid_field         | live_window_minutes | {"sql":"S","target":{"type":"all"},"live_window_minutes":1441}
          G-1 no SQL at all        | 422    | invalid_sql           |                     | {"sql":"S","target":{"type":"all"}}
          G-1 a second statement   | 422    | invalid_sql           |                     | {"sql":"SELECT 1; SELECT 2","target":{"type":"all"}}
          G-1 unknown table        | 422    | invalid_sql           |                     | {"sql":"SELECT * FROM secrets","target":{"type":"all"}}
          T-1 before G-1           | 422    | unknown_hosts         |                     | {"sql":"S","target":{"type":"hosts","host_ids":["STRANGER"]}}
          G-3 many hosts           | 422    | blocked_sql           |                     | {"sql":"SELECT * FROM [CURL] WHERE url = 1","target":{"type":"all"}}
          expired at the launch    | 422    | invalid_field         | expires_at          | {"sql":"S","target":{"type":"all"},"expires_at":"2020-01-01T00:00:00Z"}
          expiry in a million years| 422    | invalid_field         | expires_at          | {"sql":"S","target":{"type":"all"},"expires_at":"+1000000-01-01T00:00:00Z"}
          expiry is a number       | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"all"},"expires_at":1999999999}
          expiry without a zone    | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"all"},"expires_at":"2120-01-01T00:00:00"}
          sql and a saved query    | 422    | invalid_field         | sql                 | {"sql":"S","saved_query_id":"01900000-0000-7000-8000-0000000000ff","target":{"type":"all"}}
          no such saved query      | 422    | invalid_field         | saved_query_id      | {"saved_query_id":"01900000-0000-7000-8000-0000000000ff","target":{"type":"all"}}
          saved target of nothing  | 422    | invalid_field         | use_saved_target    | {"sql":"S","use_saved_target":true}
          unknown field            | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"all"},"status":"stopped"}
          unknown field in target  | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"all","x":1}}
          unknown target           | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"nobody"}}
          target without a type    | 400    | malformed_request     |                     | {"sql":"S","target":{}}
          target is a text         | 400    | malformed_request     |                     | {"sql":"S","target":"all"}
          no uuid                  | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"hosts","host_ids":["x"]}}
          sql is an object         | 400    | malformed_request     |                     | {"sql":{},"target":{"type":"all"}}
          window is a text         | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"all"},"live_window_minutes":"ten"}
          window is too large      | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"all"},"live_window_minutes":99999999999}
          camel case               | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"all"},"liveWindowMinutes":5}
          garbage                  | 400    | malformed_request     |                     | {"sql"
          an array                 | 400    | malformed_request     |                     | []
          something behind         | 400    | malformed_request     |                     | {"sql":"S","target":{"type":"all"}} x
          """)
  void refused_launches(String why, int status, String code, String field, String body) {
    var sent =
        body == null
            ? ""
            : body.replace("HOST", host.toString())
                .replace("STRANGER", "01900000-0000-7000-8000-0000000000ff");

    var answer = post("/api/v1/campaigns", sent);

    refused(answer, status, code);
    assertThat(answer.jsonPath().getString("field")).isEqualTo(field);
    assertThat(answer.jsonPath().getList("unknown_hosts"))
        .isEqualTo(
            code.equals("unknown_hosts") ? List.of("01900000-0000-7000-8000-0000000000ff") : null);
  }

  @Test
  void when_all_the_hosts_are_gone_there_are_no_targets() {
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE host SET decommissioned_at = now() WHERE host_id = ?", host));

    refused(post("/api/v1/campaigns", launch("SELECT 1")), 422, "no_targets");
  }

  @Test
  void a_stop_shows_who_why_and_when() {
    var id = launched();

    var answer = stop(id, "{\"reason\":\"enough\",\"discard_in_flight\":true}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.jsonPath().getString("status")).isEqualTo("stopped");
    assertThat(answer.jsonPath().getString("stopped_by")).isEqualTo("alice");
    assertThat(answer.jsonPath().getString("stop_reason")).isEqualTo("enough");
    assertThat(answer.jsonPath().getBoolean("discard_in_flight")).isTrue();
    assertThat(answer.jsonPath().getString("stopped_at")).endsWith("Z");
    assertThat(answer.jsonPath().getString("frozen_sql")).isEqualTo("SELECT 1");
    assertThat(get("/api/v1/campaigns/" + id).asString()).isEqualTo(answer.asString());
  }

  @Test
  void a_stop_needs_no_body() {
    var answer = stop(launched(), "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.jsonPath().getBoolean("discard_in_flight")).isFalse();
  }

  @Test
  void a_stop_is_refused_for_what_is_out_of_range_or_unknown() {
    var id = launched();

    refused(stop(id, "{\"reason\":\"" + "r".repeat(1_001) + "\"}"), 422, "invalid_field");
    refused(stop(id, "{\"reason\":\"a\\u0000b\"}"), 422, "invalid_field");
    refused(stop(id, "{\"reason\":\"a\\ud800b\"}"), 422, "invalid_field");
    refused(stop(id, "{\"status\":\"archived\"}"), 400, "malformed_request");
    refused(stop(id, "{\"discard_in_flight\":{}}"), 400, "malformed_request");
    refused(stop(UUID.randomUUID(), "{}"), 404, "not_found");
    assertThat(get("/api/v1/campaigns/" + id).jsonPath().getString("status")).isEqualTo("active");
  }

  @Test
  void of_two_stops_at_once_one_is_refused() throws Exception {
    for (int round = 0; round < 5; round++) {
      var id = launched();
      Callable<Integer> stop = () -> stop(id, "{}").statusCode();
      try (var threads = Executors.newFixedThreadPool(2)) {
        var statuses =
            List.of(threads.submit(stop), threads.submit(stop)).stream()
                .map(
                    done -> {
                      try {
                        return done.get();
                      } catch (Exception e) {
                        throw new AssertionError(e);
                      }
                    })
                .toList();
        assertThat(statuses).containsExactlyInAnyOrder(200, 409);
      }
      refused(stop(id, "{}"), 409, "not_active");
      assertThat(versions(id)).containsExactly(1L, 2L);
    }
  }

  @Test
  void a_saved_query_is_copied_and_its_later_edit_changes_nothing() {
    var saved =
        "{\"name\":\"who\",\"sql\":\"%s\",\"scope\":{\"type\":\"hosts\",\"host_ids\":[\"%s\"]}}";
    var id =
        post("/api/v1/saved-queries", saved.formatted("SELECT uid FROM users", host))
            .jsonPath()
            .getUUID("id");

    var detail =
        post("/api/v1/campaigns", "{\"saved_query_id\":\"" + id + "\",\"use_saved_target\":true}")
            .jsonPath();
    admin()
        .body(saved.formatted("SELECT gid FROM groups", host))
        .put("/api/v1/saved-queries/" + id);

    var now = get("/api/v1/campaigns/" + detail.getUUID("id")).jsonPath();
    assertThat(now.getString("frozen_sql")).isEqualTo("SELECT uid FROM users");
    assertThat(now.getUUID("saved_query.id")).isEqualTo(id);
    assertThat(now.getString("saved_query.name")).isEqualTo("who");
    assertThat(now.getString("target.type")).isEqualTo("hosts");
    assertThat(now.getInt("hosts.assigned")).isEqualTo(1);
  }

  @Test
  void the_saved_target_of_an_os_filter_is_refused() {
    var id =
        post(
                "/api/v1/saved-queries",
                "{\"name\":\"who\",\"sql\":\"SELECT 1\",\"scope\":{\"type\":\"os_in\",\"os\":[\"linux\"]}}")
            .jsonPath()
            .getUUID("id");

    refused(
        post("/api/v1/campaigns", "{\"saved_query_id\":\"" + id + "\",\"use_saved_target\":true}"),
        422,
        "os_filter_unsupported");
  }

  @Test
  void a_denied_table_may_be_asked_of_a_single_host() {
    var answer = post("/api/v1/campaigns", launch("SELECT * FROM curl WHERE url = 'http://x/'"));

    assertThat(answer.statusCode()).isEqualTo(201);
  }

  @Test
  void what_is_wrong_with_the_sql_is_told_with_its_place() {
    var problem =
        post("/api/v1/campaigns", launch("SELECT pid\\nFROM processes\\nWHERE pidd = 1"))
            .jsonPath();

    assertThat(problem.getString("code")).isEqualTo("invalid_sql");
    assertThat(problem.getString("detail")).contains("no such column: pidd");
    assertThat(problem.getInt("line")).isEqualTo(3);
    assertThat(problem.getInt("column")).isEqualTo(7);
  }

  @Test
  void hosts_whose_platform_lacks_the_table_are_warned_of() {
    var detail =
        post("/api/v1/campaigns", launch("SELECT * FROM registry WHERE key = 'HKEY_USERS'"))
            .jsonPath();

    assertThat(detail.getList("warnings.code")).containsExactly("table_not_on_platform");
    assertThat(detail.getString("warnings[0].message"))
        .isEqualTo("registry exists on windows only: 1 host will answer with an error.");
  }

  @Test
  void a_campaign_may_expire() {
    var body =
        launch("SELECT 1")
            .strip()
            .replaceFirst("}$", ",\"expires_at\":\"2030-01-01T01:00:00+01:00\"}");

    var detail = post("/api/v1/campaigns", body).jsonPath();

    assertThat(detail.getString("expires_at")).isEqualTo("2030-01-01T00:00:00Z");
  }

  @Test
  void null_is_as_good_as_nothing() {
    var body =
        launch("SELECT 1")
            .strip()
            .replaceFirst(
                "}$",
                ",\"expires_at\":null,\"name\":null,\"saved_query_id\":null,"
                    + "\"use_saved_target\":null,\"live_window_minutes\":null}");

    assertThat(post("/api/v1/campaigns", body).statusCode()).isEqualTo(201);
  }

  @Test
  void a_repeated_request_with_its_key_answers_with_the_first_ones_campaign() {
    var first = keyed("K-1", launch("SELECT 1"));
    var again = keyed("K-1", " " + launch("SELECT 1") + "\n");
    var other = keyed("K-1", launch("SELECT 2"));

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.jsonPath().getUUID("id")).isEqualTo(first.jsonPath().getUUID("id"));
    refused(other, 409, "idempotency_key_reused");
    refused(keyed("a key", launch("SELECT 1")), 422, "invalid_field");
    refused(keyed("k".repeat(256), launch("SELECT 1")), 422, "invalid_field");
  }

  @Test
  void a_clone_asks_the_same_again() {
    var original =
        post(
                "/api/v1/campaigns",
                launch("SELECT 1 -- as typed").replace("}}", "},\"live_window_minutes\":7}"))
            .jsonPath();

    var request = get("/api/v1/campaigns/" + original.getUUID("id") + "/launch-request");
    var clone = post("/api/v1/campaigns", request.asString()).jsonPath();

    assertThat(request.statusCode()).isEqualTo(200);
    assertThat(clone.getUUID("id")).isNotEqualTo(original.getUUID("id"));
    for (String field : List.of("name", "frozen_sql", "target", "live_window_minutes", "hosts")) {
      assertThat(clone.<Object>get(field)).as(field).isEqualTo(original.get(field));
    }
  }

  @Test
  void a_stopped_campaign_is_archived_and_hidden_but_not_lost() {
    var id = launched();
    refused(post("/api/v1/campaigns/" + id + "/archive", ""), 409, "not_drained");
    stop(id, "{}");
    chunks.publish();

    var answer = post("/api/v1/campaigns/" + id + "/archive", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.jsonPath().getString("status")).isEqualTo("archived");
    assertThat(post("/api/v1/campaigns/" + id + "/archive", "").statusCode()).isEqualTo(200);
    assertThat(versions(id)).containsExactly(1L, 2L, 3L);
    assertThat(get("/api/v1/campaigns/" + id).statusCode()).isEqualTo(200);
    refused(stop(id, "{}"), 409, "not_active");
  }

  @Test
  void a_number_that_is_none_is_a_malformed_request() {
    refused(get("/api/v1/campaigns?limit=abc"), 400, "malformed_request");
    refused(get("/api/v1/campaigns?limit=99999999999"), 400, "malformed_request");
    assertThat(get("/api/v1/campaigns?limit=").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/campaigns?limit=3").statusCode()).isEqualTo(200);
  }

  private static Response keyed(String key, String body) {
    return admin().header("Idempotency-Key", key).body(body).post("/api/v1/campaigns");
  }

  private List<Long> versions(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT version FROM event WHERE stream = :s ORDER BY version")
                .bind("s", "campaign-" + id)
                .mapTo(Long.class)
                .list());
  }

  private UUID launched() {
    return post("/api/v1/campaigns", launch("SELECT 1")).jsonPath().getUUID("id");
  }

  private String launch(String sql) {
    return """
        {"sql":"%s","target":{"type":"hosts","host_ids":["%s"]}}
        """
        .formatted(sql, host);
  }

  private static Response stop(UUID id, String body) {
    return post("/api/v1/campaigns/" + id + "/stop", body);
  }

  private static Response post(String path, String body) {
    return admin().body(body).post(path);
  }

  private static RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + Tokens.admin("alice"))
        .contentType("application/json; charset=UTF-8");
  }

  private static Response get(String path) {
    return given().header("Authorization", "Bearer " + Tokens.operator("oscar")).get(path);
  }

  private static void refused(Response answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
  }
}
