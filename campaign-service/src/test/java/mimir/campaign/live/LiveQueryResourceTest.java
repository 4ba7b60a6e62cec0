package mimir.campaign.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.campaign.rebuild.ProjectionTables;
import mimir.campaign.rebuild.Rebuild;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Live queries as their callers see them; also the statements of {@link LiveQueryTables}, {@link
 * LiveQueryProjection}.
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class LiveQueryResourceTest {

  @Inject EndLiveQueries ends;
  @Inject Rebuild rebuild;
  @Inject Jdbi jdbi;

  private UUID linux;
  private UUID windows;
  private UUID away;

  @BeforeEach
  void three_hosts() {
    linux = host("linux", Duration.ZERO);
    windows = host("windows", Duration.ZERO);
    away = host("linux", Duration.ofHours(1));
  }

  private UUID host(String platform, Duration unseen) {
    var id = UUID.randomUUID();
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO host (host_id, hostname, platform, last_seen) VALUES (?, 'h', ?, ?)",
                id,
                platform,
                Instant.now().minus(unseen)));
    return id;
  }

  @Test
  void connected_hosts_are_asked_and_no_campaign_is_made() {
    var answer = ask(body("SELECT 1", hosts()));

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.jsonPath().getInt("targeted_hosts")).isEqualTo(2);
    String id = answer.jsonPath().getString("id");
    assertThat(answer.header("Location")).endsWith("/api/v1/queries/" + id + "/stream");
    assertThat(types(id)).containsExactly("mimir.live_query.launched.v1");
    assertThat(
            given()
                .auth()
                .oauth2(Tokens.admin("alice"))
                .get("/api/v1/campaigns/" + id)
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void a_filter_by_platform_is_taken() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE host SET last_seen = now() - interval '1 day' WHERE host_id NOT IN (?, ?)",
                linux,
                windows));

    var answer = ask(body("SELECT 1", "{\"type\":\"os_in\",\"os\":[\"windows\"]}"));

    assertThat(answer.jsonPath().getInt("targeted_hosts")).isEqualTo(1);
  }

  @Test
  void it_ends_with_its_window_and_that_is_said_once() {
    String id = ask(body("SELECT 1", hosts())).jsonPath().getString("id");

    ends.endDue(Instant.now());
    assertThat(types(id)).hasSize(1);
    ends.endDue(Instant.now().plusSeconds(61));
    ends.endDue(Instant.now().plusSeconds(62));

    assertThat(types(id)).hasSize(2);
    assertThat(end(id)).isEqualTo("window_over");
  }

  @Test
  void it_ends_when_every_host_has_ended() {
    String id = ask(body("SELECT 1", hosts())).jsonPath().getString("id");
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE coverage SET responded = 1, errored = 1 WHERE campaign_id = ?",
                UUID.fromString(id)));

    ends.endDue(Instant.now());

    assertThat(end(id)).isEqualTo("completed");
  }

  @Test
  void it_ends_with_the_cap_of_its_rows() {
    String id = ask(body("SELECT 1", hosts())).jsonPath().getString("id");

    QuarkusTransaction.requiringNew().run(() -> ends.capCrossed(UUID.fromString(id)));
    QuarkusTransaction.requiringNew().run(() -> ends.capCrossed(UUID.randomUUID()));

    assertThat(end(id)).isEqualTo("row_cap");
  }

  @Test
  void live_queries_are_the_same_after_a_rebuild() {
    ask(body("SELECT 1", hosts()));
    rebuild.run();
    String id = ask(body("SELECT 2", hosts())).jsonPath().getString("id");
    ends.endDue(Instant.now().plusSeconds(61));
    var before = ProjectionTables.in(jdbi);

    rebuild.run();

    assertThat(ProjectionTables.in(jdbi)).isEqualTo(before);
    assertThat(end(id)).isEqualTo("window_over");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case              | status | code              | body
          no sql            | 422    | invalid_field     | {"target":{"type":"all"}}
          no target         | 422    | invalid_field     | {"sql":"SELECT 1"}
          window            | 422    | invalid_field     | {"sql":"SELECT 1","target":{"type":"all"},"window_seconds":0}
          G-1 unknown table | 422    | invalid_sql       | {"sql":"SELECT * FROM nothing","target":{"type":"all"}}
          G-3 many hosts    | 422    | blocked_sql       | {"sql":"SELECT * FROM curl WHERE url = '1'","target":{"type":"all"}}
          T-1 unknown host  | 422    | unknown_hosts     | {"sql":"SELECT 1","target":{"type":"hosts","host_ids":["01900000-0000-7000-8000-0000000000fe"]}}
          an unknown field  | 400    | malformed_request | {"sql":"SELECT 1","target":{"type":"all"},"name":"x"}
          """)
  void refused(String why, int status, String code, String body) {
    var answer = ask(body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
  }

  @Test
  void what_many_may_not_be_asked_is_refused_also_when_only_one_of_them_is_connected() {
    String sql = "SELECT * FROM curl WHERE url = '1'";
    String both = "{\"type\":\"hosts\",\"host_ids\":[\"%s\",\"%s\"]}".formatted(linux, away);
    String one = "{\"type\":\"hosts\",\"host_ids\":[\"%s\"]}".formatted(linux);

    assertThat(ask(body(sql, both)).jsonPath().getString("code")).isEqualTo("blocked_sql");
    assertThat(ask(body(sql, one)).statusCode()).isEqualTo(201);
  }

  @Test
  void nobody_connected_is_no_targets() {
    var answer = ask(body("SELECT 1", "{\"type\":\"hosts\",\"host_ids\":[\"" + away + "\"]}"));

    assertThat(answer.jsonPath().getString("code")).isEqualTo("no_targets");
  }

  private String hosts() {
    return "{\"type\":\"hosts\",\"host_ids\":[\"%s\",\"%s\",\"%s\"]}"
        .formatted(linux, windows, away);
  }

  private static String body(String sql, String target) {
    return "{\"sql\":\"%s\",\"target\":%s}".formatted(sql, target);
  }

  private static Response ask(String body) {
    return given()
        .auth()
        .oauth2(Tokens.admin("alice"))
        .contentType("application/json")
        .body(body)
        .post("/api/v1/queries");
  }

  private List<String> types(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT type FROM event WHERE stream = :stream ORDER BY version")
                .bind("stream", "live-query-" + id)
                .mapTo(String.class)
                .list());
  }

  private String end(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT ended_by FROM live_query WHERE live_query_id = :id")
                .bind("id", UUID.fromString(id))
                .mapTo(String.class)
                .one());
  }
}
