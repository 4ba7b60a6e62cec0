package mimir.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import mimir.gateway.Browser;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiResourceTest {

  private static JsonNode document() {
    var answer = Browser.anonymous().get("/api/v1/openapi.json");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    return Browser.json(answer);
  }

  private static List<String> paths(JsonNode document) {
    var paths = new ArrayList<String>();
    document.get("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }

  @Test
  void it_has_the_paths_of_all_services_and_of_the_gateway() {
    assertThat(paths(document()))
        .contains(
            "/api/v1/session",
            "/api/v1/api-keys/{id}",
            "/api/v1/feature-flags",
            "/api/v1/campaigns",
            "/api/v1/campaigns/{id}/responses",
            "/api/v1/hunts/{id}/stream",
            "/api/v1/hosts",
            "/api/v1/alerts",
            "/api/v1/osquery-releases/{id}/rollout");
  }

  @Test
  void agents_and_the_inside_are_not_in_it() {
    assertThat(paths(document()))
        .allMatch(path -> path.startsWith("/api/v1/") || path.equals("/.well-known/jwks.json"))
        .noneMatch(path -> path.startsWith("/api/v1/osquery/"))
        .noneMatch(path -> path.startsWith("/q/"));
  }

  @Test
  void every_reference_leads_to_something() {
    JsonNode document = document();
    var references = new ArrayList<String>();
    collect(document, references);

    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  private static void collect(JsonNode node, List<String> references) {
    if (node.isObject() && node.path("$ref").isTextual()) {
      references.add(node.get("$ref").asText());
    }
    node.forEach(child -> collect(child, references));
  }

  @Test
  void what_needs_no_sign_in_says_so_and_the_rest_inherits_it() {
    JsonNode paths = document().get("paths");

    assertThat(paths.at("/~1api~1v1~1session/post/security").isEmpty()).isTrue();
    assertThat(paths.at("/~1api~1v1~1session/post").has("security")).isTrue();
    assertThat(paths.at("/~1api~1v1~1users/get").has("security")).isFalse();
    assertThat(paths.at("/~1api~1v1~1campaigns/post").has("security")).isFalse();
  }

  @Test
  void it_says_how_to_sign_in() {
    assertThat(document().at("/components/securitySchemes/session/name").asText())
        .isEqualTo("mimir_session");
    assertThat(document().at("/components/securitySchemes/api_key/scheme").asText())
        .isEqualTo("bearer");
  }
}
