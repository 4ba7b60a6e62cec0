package mimir.campaign.targets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class TargetResourceTest {

  @Inject Jdbi jdbi;
  @Inject InstantSource clock;

  @Test
  void a_preview_has_exactly_the_documented_fields() {
    var hosts = SeededHosts.in(jdbi, 3);
    seen(hosts.get(0), 0);
    seen(hosts.get(1), 680);
    seen(hosts.get(2), 700);

    var answer = preview(hosts(Stream.of(hosts, hosts).flatMap(List::stream).toList()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.asString())
        .isEqualTo(
            "{\"hosts\":3,\"connected\":2,\"by_platform\":{\"linux\":{\"hosts\":3,\"connected\":2}}}");
  }

  @Test
  void the_fleet_and_its_platforms_can_be_previewed() {
    SeededHosts.in(jdbi, 1);

    var fleet = preview("{\"type\":\"all\"}").jsonPath();
    var linux = preview("{\"type\":\"os_in\",\"os\":[\"linux\"]}").jsonPath();

    assertThat(fleet.getInt("by_platform.linux.hosts")).isPositive();
    assertThat(linux.getMap("by_platform").keySet()).isEqualTo(Set.of("linux"));
    assertThat(linux.getInt("hosts")).isEqualTo(fleet.getInt("by_platform.linux.hosts"));
  }

  @Test
  void a_target_that_reaches_nobody_is_an_answer_and_no_refusal() {
    var host = SeededHosts.in(jdbi, 1).getFirst();
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE host SET decommissioned_at = now() WHERE host_id = ?", host));

    assertThat(preview(hosts(List.of(host))).asString())
        .isEqualTo("{\"hosts\":0,\"connected\":0,\"by_platform\":{}}");
  }

  @Test
  void unknown_hosts_are_listed_up_to_a_hundred() {
    var known = SeededHosts.in(jdbi, 1);
    var strangers = Stream.generate(UUID::randomUUID).limit(101).toList();

    var answer = preview(hosts(Stream.of(known, strangers).flatMap(List::stream).toList()));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.jsonPath().getString("code")).isEqualTo("unknown_hosts");
    assertThat(answer.jsonPath().getString("detail")).startsWith("101 ");
    assertThat(strangers)
        .containsAll(answer.jsonPath().getList("unknown_hosts", UUID.class))
        .hasSizeGreaterThan(answer.jsonPath().getList("unknown_hosts").size());
    assertThat(answer.jsonPath().getList("unknown_hosts")).hasSize(100);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                 | status | code              | field    | body
          no body              | 422    | invalid_field     | target   |
          no target            | 422    | invalid_field     | target   | {}
          no ids               | 422    | invalid_field     | host_ids | {"target":{"type":"hosts"}}
          T-3 unknown platform | 422    | invalid_field     | os       | {"target":{"type":"os_in","os":["plan9"]}}
          T-3 a platform twice | 422    | invalid_field     | os       | {"target":{"type":"os_in","os":["linux","linux"]}}
          unknown field        | 400    | malformed_request |          | {"target":{"type":"all"},"x":1}
          unknown target       | 400    | malformed_request |          | {"target":{"type":"nobody"}}
          garbage              | 400    | malformed_request |          | {"target"
          """)
  void refused(String why, int status, String code, String field, String body) {
    var answer = post(body == null ? "" : body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
    assertThat(answer.jsonPath().getString("field")).isEqualTo(field);
  }

  private void seen(UUID host, int secondsAgo) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE host SET last_seen = :seen WHERE host_id = :host")
                .bind("seen", clock.instant().minusSeconds(secondsAgo))
                .bind("host", host)
                .execute());
  }

  private static String hosts(List<UUID> ids) {
    return ids.stream()
        .map(id -> "\"" + id + "\"")
        .collect(Collectors.joining(",", "{\"type\":\"hosts\",\"host_ids\":[", "]}"));
  }

  private static Response preview(String target) {
    return post("{\"target\":" + target + "}");
  }

  private static Response post(String body) {
    return given()
        .header("Authorization", "Bearer " + Tokens.operator("oscar"))
        .contentType("application/json")
        .body(body)
        .post("/api/v1/targets/preview");
  }
}
