package mimir.release.catalogue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.contracts.runtime.Ids;
import mimir.testing.Endpoints;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list, and every endpoint × every kind of caller; shows {@link ReleaseListing} too. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "release"))
class ReleaseResourceTest {
  private static final String LIST = "/api/v1/osquery-releases";
  private static final String TABLE =
      """
      call                         | who        | status | code
      GET /api/v1/osquery-releases | anonymous  | 401    | unauthenticated
      GET /api/v1/osquery-releases | expired    | 401    | unauthenticated
      GET /api/v1/osquery-releases | audience   | 401    | unauthenticated
      GET /api/v1/osquery-releases | issuer     | 401    | unauthenticated
      GET /api/v1/osquery-releases | unsigned   | 401    | unauthenticated
      GET /api/v1/osquery-releases | operator   | 403    | forbidden
      GET /api/v1/osquery-releases | capability | 403    | forbidden
      GET /api/v1/osquery-releases | admin      | 200    |
      """;
  private static final int CALLERS = 8;

  @Inject Jdbi jdbi;

  @BeforeEach
  void no_release() {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM osquery_release"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = TABLE)
  void access(String call, String who, int status, String code) {
    var answer = get(call.replace("GET ", ""), token(who));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    if (code != null) {
      assertThat(answer.contentType()).startsWith("application/problem+json");
      assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
    }
  }

  @Test
  void every_endpoint_has_a_row_for_every_caller() {
    Set<String> calls = new TreeSet<>();
    TABLE.lines().skip(1).forEach(line -> calls.add(line.split("\\|", -1)[0].strip()));

    assertThat(calls).isEqualTo(Endpoints.of("mimir.release")).isNotEmpty();
    assertThat(TABLE.lines().skip(1).distinct().count()).isEqualTo((long) calls.size() * CALLERS);
  }

  @Test
  void a_fresh_catalogue_is_empty() {
    assertThat(get(LIST, admin()).asString()).isEqualTo("{\"items\":[],\"next_cursor\":null}");
  }

  @Test
  void releases_are_listed_newest_first_over_pages() {
    // Two ids of one millisecond have no order but this one.
    var ids =
        Stream.generate(this::release)
            .limit(5)
            .sorted(Comparator.comparing(UUID::toString))
            .toList();

    var seen = new ArrayList<UUID>();
    String cursor = "";
    while (cursor != null) {
      var page = get(LIST + "?limit=2&cursor=" + cursor, admin()).jsonPath();
      seen.addAll(page.getList("items.id", UUID.class));
      cursor = page.getString("next_cursor");
    }

    assertThat(seen).isEqualTo(ids.reversed());
  }

  @Test
  void a_pending_release_has_no_rollout() {
    release();

    var listed = get(LIST, admin()).jsonPath();

    assertThat(listed.getMap("items[0]").keySet())
        .containsExactlyInAnyOrderElementsOf(
            List.of("id", "version", "os", "arch", "status", "rollout", "added_at", "added_by"));
    assertThat(listed.getString("items[0].status")).isEqualTo("pending");
    assertThat(listed.getString("items[0].rollout")).isNull();
    assertThat(listed.getString("items[0].added_at")).isEqualTo("2026-11-20T10:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0,422,invalid_field",
    "limit=501,422,invalid_field",
    "cursor=bm9wZQ,400,malformed_request"
  })
  void a_page_that_cannot_be(String query, int status, String code) {
    var answer = get(LIST + "?" + query, admin());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
  }

  private UUID release() {
    var id = Ids.next();
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO osquery_release (release_id, version, os, arch, status, added_at,
                                             added_by)
                VALUES (?, ?, 'linux', 'amd64', 'pending', '2026-11-20T10:00:00Z', 'alice')
                """,
                id,
                "5." + id));
    return id;
  }

  private static Response get(String path, String token) {
    var request = given().urlEncodingEnabled(false);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.get(path);
  }

  private static String admin() {
    return Tokens.admin("alice");
  }

  private static String token(String who) {
    return switch (who) {
      case "anonymous" -> null;
      case "expired" -> Tokens.expired("alice");
      case "audience" -> Tokens.wrongAudience("alice");
      case "issuer" -> Tokens.wrongIssuer("alice");
      case "unsigned" -> Tokens.unsigned("alice");
      case "operator" -> Tokens.operator("oscar");
      case "capability" -> Tokens.operatorWith("olga", "can_launch_fleet_hunts");
      case "admin" -> admin();
      default -> throw new IllegalArgumentException(who);
    };
  }
}
