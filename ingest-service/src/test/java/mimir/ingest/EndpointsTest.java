package mimir.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import mimir.contracts.runtime.Ids;
import mimir.ingest.rows.SeededRows;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every endpoint × every kind of caller, and what the two lists answer. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class EndpointsTest {
  private static final String TABLE =
      """
      call                                 | who        | status | code
      GET /api/v1/campaigns/{id}/responses | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses | operator   | 200    |
      GET /api/v1/campaigns/{id}/responses | capability | 200    |
      GET /api/v1/campaigns/{id}/responses | admin      | 200    |
      GET /api/v1/campaigns/{id}/errors    | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors    | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors    | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors    | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors    | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors    | operator   | 200    |
      GET /api/v1/campaigns/{id}/errors    | capability | 200    |
      GET /api/v1/campaigns/{id}/errors    | admin      | 200    |
      GET /api/v1/campaigns/{id}/rows      | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows      | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows      | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows      | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows      | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows      | operator   | 200    |
      GET /api/v1/campaigns/{id}/rows      | capability | 200    |
      GET /api/v1/campaigns/{id}/rows      | admin      | 200    |
      """;
  private static final int CALLERS = 8;

  @Inject Jdbi jdbi;

  @ParameterizedTest
  @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = TABLE)
  void access(String call, String who, int status, String code) {
    var path = call.replace("GET ", "").replace("{id}", campaign().toString());

    var answer = get(path, token(who));

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
    Set<String> pairs = new TreeSet<>();
    TABLE
        .lines()
        .skip(1)
        .map(line -> line.split("\\|", -1))
        .forEach(
            cells -> {
              calls.add(cells[0].strip());
              pairs.add(cells[0].strip() + cells[1]);
            });

    assertThat(calls).isEqualTo(Endpoints.of("mimir.ingest")).isNotEmpty();
    assertThat(pairs).hasSize(calls.size() * CALLERS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          list      | query                                 | status | code
          responses | ?late=true                            | 200    |
          responses | ?limit=0                              | 422    | invalid_field
          responses | ?cursor=bm9wZQ                        | 400    | malformed_request
          errors    | ?limit=2                              | 200    |
          errors    | ?cursor=bm9wZQ                        | 400    | malformed_request
          rows      | ?limit=501                            | 422    | invalid_field
          rows      | ?cursor=bm9wZQ                        | 400    | malformed_request
          rows      | ?cursor=***                           | 400    | malformed_request
          rows      | ?host_id=nope                         | 404    | not_found
          """)
  void queries(String list, String query, int status, String code) {
    var answer = get("/api/v1/campaigns/" + campaign() + "/" + list + query, operator());

    assertThat(answer.statusCode()).isEqualTo(status);
    if (code != null) {
      assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource({"responses", "rows", "errors"})
  void an_unknown_campaign_is_not_found(String list) {
    var answer = get("/api/v1/campaigns/" + UUID.randomUUID() + "/" + list, operator());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.jsonPath().getString("code")).isEqualTo("not_found");
  }

  @Test
  void rows_are_paged_as_their_hosts_sent_them() {
    var id = campaign();
    var host = UUID.randomUUID();
    SeededRows.rows(jdbi, id, host, Ids.next(), 5);
    SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), 5);

    var seen = new ArrayList<Integer>();
    String cursor = "";
    while (cursor != null) {
      var page =
          get(
              "/api/v1/campaigns/%s/rows?host_id=%s&limit=2&cursor=%s".formatted(id, host, cursor),
              operator());
      assertThat(page.asString()).contains("\"columns\":{\"z\":\"=cmd()\",\"a\":");
      assertThat(page.jsonPath().getMap("items[0]").keySet())
          .containsExactlyInAnyOrder("host_id", "hostname", "row_no", "columns");
      seen.addAll(page.jsonPath().getList("items.row_no", Integer.class));
      cursor = page.jsonPath().getString("next_cursor");
    }

    assertThat(seen).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void responses_are_paged_and_have_exactly_the_documented_fields() {
    var id = campaign();
    for (int n = 0; n < 5; n++) {
      SeededRows.rows(jdbi, id, UUID.randomUUID(), Ids.next(), n);
    }

    var seen = new ArrayList<String>();
    String cursor = "";
    while (cursor != null) {
      var page = get("/api/v1/campaigns/" + id + "/responses?limit=2&cursor=" + cursor, operator());
      assertThat(page.jsonPath().getMap("items[0]").keySet())
          .containsExactlyInAnyOrder(
              "host_id",
              "hostname",
              "query_id",
              "rows",
              "truncated",
              "late",
              "responded_at",
              "wall_time_ms",
              "memory_bytes");
      seen.addAll(page.jsonPath().getList("items.host_id", String.class));
      cursor = page.jsonPath().getString("next_cursor");
    }

    assertThat(seen).hasSize(5).doesNotHaveDuplicates().isSorted();
  }

  private UUID campaign() {
    var id = Ids.next();
    SeededRows.campaign(jdbi, id);
    return id;
  }

  private static Response get(String path, String token) {
    var request = given().urlEncodingEnabled(false);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.get(path);
  }

  private static String operator() {
    return Tokens.operator("oscar");
  }

  private static String token(String who) {
    return switch (who) {
      case "anonymous" -> null;
      case "expired" -> Tokens.expired("alice");
      case "audience" -> Tokens.wrongAudience("alice");
      case "issuer" -> Tokens.wrongIssuer("alice");
      case "unsigned" -> Tokens.unsigned("alice");
      case "operator" -> operator();
      case "capability" -> Tokens.operatorWith("olga", "can_launch_fleet_hunts");
      case "admin" -> Tokens.admin("alice");
      default -> throw new IllegalArgumentException(who);
    };
  }
}
