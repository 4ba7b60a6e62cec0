package mimir.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import mimir.testing.Endpoints;
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
      call                                     | who        | status | code
      DELETE /api/v1/campaigns/{id}/rows       | anonymous  | 401    | unauthenticated
      DELETE /api/v1/campaigns/{id}/rows       | expired    | 401    | unauthenticated
      DELETE /api/v1/campaigns/{id}/rows       | audience   | 401    | unauthenticated
      DELETE /api/v1/campaigns/{id}/rows       | issuer     | 401    | unauthenticated
      DELETE /api/v1/campaigns/{id}/rows       | unsigned   | 401    | unauthenticated
      DELETE /api/v1/campaigns/{id}/rows       | operator   | 403    | forbidden
      DELETE /api/v1/campaigns/{id}/rows       | capability | 403    | forbidden
      DELETE /api/v1/campaigns/{id}/rows       | admin      | 204    |
      GET /api/v1/campaigns/{id}/responses     | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses     | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses     | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses     | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses     | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/responses     | operator   | 200    |
      GET /api/v1/campaigns/{id}/responses     | capability | 200    |
      GET /api/v1/campaigns/{id}/responses     | admin      | 200    |
      GET /api/v1/campaigns/{id}/errors        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors        | operator   | 200    |
      GET /api/v1/campaigns/{id}/errors        | capability | 200    |
      GET /api/v1/campaigns/{id}/errors        | admin      | 200    |
      GET /api/v1/campaigns/{id}/errors/export | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors/export | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors/export | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors/export | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors/export | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/errors/export | operator   | 200    |
      GET /api/v1/campaigns/{id}/errors/export | capability | 200    |
      GET /api/v1/campaigns/{id}/errors/export | admin      | 200    |
      GET /api/v1/campaigns/{id}/export        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/export        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/export        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/export        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/export        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/export        | operator   | 200    |
      GET /api/v1/campaigns/{id}/export        | capability | 200    |
      GET /api/v1/campaigns/{id}/export        | admin      | 200    |
      GET /api/v1/campaigns/{id}/rows          | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows          | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows          | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows          | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows          | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/rows          | operator   | 200    |
      GET /api/v1/campaigns/{id}/rows          | capability | 200    |
      GET /api/v1/campaigns/{id}/rows          | admin      | 200    |
      GET /api/v1/campaigns/{id}/columns       | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/columns       | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/columns       | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/columns       | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/columns       | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/columns       | operator   | 200    |
      GET /api/v1/campaigns/{id}/columns       | capability | 200    |
      GET /api/v1/campaigns/{id}/columns       | admin      | 200    |
      GET /api/v1/campaigns/{id}/timeline      | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/timeline      | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/timeline      | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/timeline      | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/timeline      | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/timeline      | operator   | 200    |
      GET /api/v1/campaigns/{id}/timeline      | capability | 200    |
      GET /api/v1/campaigns/{id}/timeline      | admin      | 200    |
      GET /api/v1/campaigns/{id}/cost          | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/cost          | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/cost          | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/cost          | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/cost          | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/cost          | operator   | 200    |
      GET /api/v1/campaigns/{id}/cost          | capability | 200    |
      GET /api/v1/campaigns/{id}/cost          | admin      | 200    |
      GET /api/v1/campaigns/{id}/stack         | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stack         | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stack         | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stack         | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stack         | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stack         | operator   | 200    |
      GET /api/v1/campaigns/{id}/stack         | capability | 200    |
      GET /api/v1/campaigns/{id}/stack         | admin      | 200    |
      GET /api/v1/campaigns/{id}/matches       | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/matches       | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/matches       | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/matches       | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/matches       | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/matches       | operator   | 200    |
      GET /api/v1/campaigns/{id}/matches       | capability | 200    |
      GET /api/v1/campaigns/{id}/matches       | admin      | 200    |
      GET /api/v1/hunts/{id}/results           | anonymous  | 401    | unauthenticated
      GET /api/v1/hunts/{id}/results           | expired    | 401    | unauthenticated
      GET /api/v1/hunts/{id}/results           | audience   | 401    | unauthenticated
      GET /api/v1/hunts/{id}/results           | issuer     | 401    | unauthenticated
      GET /api/v1/hunts/{id}/results           | unsigned   | 401    | unauthenticated
      GET /api/v1/hunts/{id}/results           | operator   | 404    | not_found
      GET /api/v1/hunts/{id}/results           | capability | 404    | not_found
      GET /api/v1/hunts/{id}/results           | admin      | 404    | not_found
      GET /api/v1/alerts                       | anonymous  | 401    | unauthenticated
      GET /api/v1/alerts                       | expired    | 401    | unauthenticated
      GET /api/v1/alerts                       | audience   | 401    | unauthenticated
      GET /api/v1/alerts                       | issuer     | 401    | unauthenticated
      GET /api/v1/alerts                       | unsigned   | 401    | unauthenticated
      GET /api/v1/alerts                       | operator   | 200    |
      GET /api/v1/alerts                       | capability | 200    |
      GET /api/v1/alerts                       | admin      | 200    |
      GET /api/v1/alerts/{id}                  | anonymous  | 401    | unauthenticated
      GET /api/v1/alerts/{id}                  | expired    | 401    | unauthenticated
      GET /api/v1/alerts/{id}                  | audience   | 401    | unauthenticated
      GET /api/v1/alerts/{id}                  | issuer     | 401    | unauthenticated
      GET /api/v1/alerts/{id}                  | unsigned   | 401    | unauthenticated
      GET /api/v1/alerts/{id}                  | operator   | 404    | not_found
      GET /api/v1/alerts/{id}                  | capability | 404    | not_found
      GET /api/v1/alerts/{id}                  | admin      | 404    | not_found
      PUT /api/v1/alerts/{id}/acknowledge      | anonymous  | 401    | unauthenticated
      PUT /api/v1/alerts/{id}/acknowledge      | expired    | 401    | unauthenticated
      PUT /api/v1/alerts/{id}/acknowledge      | audience   | 401    | unauthenticated
      PUT /api/v1/alerts/{id}/acknowledge      | issuer     | 401    | unauthenticated
      PUT /api/v1/alerts/{id}/acknowledge      | unsigned   | 401    | unauthenticated
      PUT /api/v1/alerts/{id}/acknowledge      | operator   | 404    | not_found
      PUT /api/v1/alerts/{id}/acknowledge      | capability | 404    | not_found
      PUT /api/v1/alerts/{id}/acknowledge      | admin      | 404    | not_found
      GET /api/v1/queries/{id}/rows            | anonymous  | 401    | unauthenticated
      GET /api/v1/queries/{id}/rows            | expired    | 401    | unauthenticated
      GET /api/v1/queries/{id}/rows            | audience   | 401    | unauthenticated
      GET /api/v1/queries/{id}/rows            | issuer     | 401    | unauthenticated
      GET /api/v1/queries/{id}/rows            | unsigned   | 401    | unauthenticated
      GET /api/v1/queries/{id}/rows            | operator   | 200    |
      GET /api/v1/queries/{id}/rows            | capability | 200    |
      GET /api/v1/queries/{id}/rows            | admin      | 200    |
      GET /api/v1/queries/{id}/export          | anonymous  | 401    | unauthenticated
      GET /api/v1/queries/{id}/export          | expired    | 401    | unauthenticated
      GET /api/v1/queries/{id}/export          | audience   | 401    | unauthenticated
      GET /api/v1/queries/{id}/export          | issuer     | 401    | unauthenticated
      GET /api/v1/queries/{id}/export          | unsigned   | 401    | unauthenticated
      GET /api/v1/queries/{id}/export          | operator   | 200    |
      GET /api/v1/queries/{id}/export          | capability | 200    |
      GET /api/v1/queries/{id}/export          | admin      | 200    |
      GET /api/v1/queries/{id}/stream          | anonymous  | 401    | unauthenticated
      GET /api/v1/queries/{id}/stream          | expired    | 401    | unauthenticated
      GET /api/v1/queries/{id}/stream          | audience   | 401    | unauthenticated
      GET /api/v1/queries/{id}/stream          | issuer     | 401    | unauthenticated
      GET /api/v1/queries/{id}/stream          | unsigned   | 401    | unauthenticated
      GET /api/v1/queries/{id}/stream          | operator   | 404    | not_found
      GET /api/v1/queries/{id}/stream          | capability | 404    | not_found
      GET /api/v1/queries/{id}/stream          | admin      | 404    | not_found
      GET /api/v1/hunts/{id}/stream            | anonymous  | 401    | unauthenticated
      GET /api/v1/hunts/{id}/stream            | expired    | 401    | unauthenticated
      GET /api/v1/hunts/{id}/stream            | audience   | 401    | unauthenticated
      GET /api/v1/hunts/{id}/stream            | issuer     | 401    | unauthenticated
      GET /api/v1/hunts/{id}/stream            | unsigned   | 401    | unauthenticated
      GET /api/v1/hunts/{id}/stream            | operator   | 404    | not_found
      GET /api/v1/hunts/{id}/stream            | capability | 404    | not_found
      GET /api/v1/hunts/{id}/stream            | admin      | 404    | not_found
      GET /api/v1/alerts/stream                | anonymous  | 401    | unauthenticated
      GET /api/v1/alerts/stream                | expired    | 401    | unauthenticated
      GET /api/v1/alerts/stream                | audience   | 401    | unauthenticated
      GET /api/v1/alerts/stream                | issuer     | 401    | unauthenticated
      GET /api/v1/alerts/stream                | unsigned   | 401    | unauthenticated
      GET /api/v1/alerts/stream                | operator   | 200    |
      GET /api/v1/alerts/stream                | capability | 200    |
      GET /api/v1/alerts/stream                | admin      | 200    |
      """;
  private static final int CALLERS = 8;

  /** What a call cannot do without. */
  private static final Map<String, String> PARAMETERS =
      Map.of("export", "?format=jsonl", "stack", "?column=a");

  @Inject Jdbi jdbi;

  @ParameterizedTest
  @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = TABLE)
  void access(String call, String who, int status, String code) throws Exception {
    var path = call.replaceFirst("\\w+ ", "").replace("{id}", Calls.campaign(jdbi).toString());
    if (path.equals("/api/v1/alerts/stream") && status == 200) {
      assertThat(Calls.opened(path, token(who))).isEqualTo(status);
      return;
    }

    var answer =
        !call.startsWith("GET")
            ? Calls.request(token(who)).request(call.split(" ", 2)[0], path)
            : Calls.get(path + PARAMETERS.getOrDefault(path.replaceAll(".*/", ""), ""), token(who));

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
          matches   | ?late=true&limit=3                    | 200    |
          matches   | ?cursor=bm9wZQ                        | 400    | malformed_request
          errors    | ?limit=2                              | 200    |
          errors    | ?cursor=bm9wZQ                        | 400    | malformed_request
          errors/export | ?format=parquet                   | 200    |
          errors/export |                                   | 422    | invalid_field
          export    | ?format=csv                           | 200    |
          export    | ?format=csv&check=true                | 204    |
          export    | ?format=xlsx                          | 422    | invalid_field
          export    | ?format=xlsx&check=true               | 422    | invalid_field
          errors/export | ?format=csv&check=true            | 204    |
          export    |                                       | 422    | invalid_field
          export    | ?format=csv&host_id=nope              | 404    | not_found
          stack     | ?column=a&order=commonest             | 200    |
          stack     |                                       | 422    | invalid_field
          stack     | ?column=b                             | 422    | invalid_field
          stack     | ?column=a&order=first                 | 422    | invalid_field
          stack     | ?column=a&cursor=MTox                 | 400    | malformed_request
          rows      | ?limit=501                            | 422    | invalid_field
          rows      | ?cursor=bm9wZQ                        | 400    | malformed_request
          rows      | ?cursor=***                           | 400    | malformed_request
          rows      | ?host_id=nope                         | 404    | not_found
          rows      | ?column=a&value=1                     | 200    |
          rows      | ?column=a&value=                      | 200    |
          rows      | ?column=a&value=%00                   | 200    |
          rows      | ?column=a&value_key=                  | 200    |
          rows      | ?column=a                             | 422    | invalid_field
          rows      | ?value=1                              | 422    | invalid_field
          rows      | ?value_key=                           | 422    | invalid_field
          rows      | ?column=a&value=1&value_key=          | 422    | invalid_field
          rows      | ?column=a&value_key=12                | 422    | invalid_field
          rows      | ?column=b&value=1                     | 422    | invalid_field
          """)
  void queries(String list, String query, int status, String code) {
    var path = "/api/v1/campaigns/" + Calls.campaign(jdbi) + "/" + list;
    var answer = Calls.get(query == null ? path : path + query, Calls.operator());

    assertThat(answer.statusCode()).isEqualTo(status);
    if (code != null) {
      assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "responses",
    "rows",
    "rows?column=a&value=1",
    "columns",
    "errors",
    "errors/export?format=csv",
    "export?format=csv",
    "export?format=csv&check=true",
    "errors/export?format=csv&check=true",
    "stack?column=a"
  })
  void an_unknown_campaign_is_not_found(String list) {
    var answer = Calls.get("/api/v1/campaigns/" + UUID.randomUUID() + "/" + list, Calls.operator());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.jsonPath().getString("code")).isEqualTo("not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "rows",
    "rows?column=a&value=1",
    "columns",
    "export?format=csv",
    "export?format=csv&check=true",
    "stack?column=a"
  })
  void rows_that_were_dropped_are_gone(String list) {
    var id = Calls.campaign(jdbi);
    assertThat(Calls.request(Tokens.admin("alice")).delete("/api/v1/campaigns/" + id + "/rows"))
        .extracting(Response::statusCode)
        .isEqualTo(204);

    var answer = Calls.get("/api/v1/campaigns/" + id + "/" + list, Calls.operator());

    assertThat(answer.statusCode()).isEqualTo(410);
    assertThat(answer.jsonPath().getString("code")).isEqualTo("rows_dropped");
    assertThat(answer.jsonPath().getString("dropped_at")).endsWith("Z");
  }

  private static String token(String who) {
    return switch (who) {
      case "anonymous" -> null;
      case "expired" -> Tokens.expired("alice");
      case "audience" -> Tokens.wrongAudience("alice");
      case "issuer" -> Tokens.wrongIssuer("alice");
      case "unsigned" -> Tokens.unsigned("alice");
      case "operator" -> Calls.operator();
      case "capability" -> Tokens.operatorWith("olga", "can_launch_fleet_hunts");
      case "admin" -> Tokens.admin("alice");
      default -> throw new IllegalArgumentException(who);
    };
  }
}
