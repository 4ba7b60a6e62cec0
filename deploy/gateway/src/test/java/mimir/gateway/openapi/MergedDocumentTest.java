package mimir.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergedDocumentTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode document(String path, String schema, String type) throws IOException {
    return JSON.readTree(
        """
        {"paths": {"%s": {"get": {"responses": {"200": {"schema":
            {"$ref": "#/components/schemas/%s"}}}}}},
         "components": {"schemas": {"%s": {"type": "%s"}}}}
        """
            .formatted(path, schema, schema, type));
  }

  @Test
  void what_two_services_mean_differently_has_two_names() throws IOException {
    var merged =
        MergedDocument.of(
            Map.of(
                "flag-service", document("/a", "Thing", "string"),
                "osquery-release-service", document("/b", "Thing", "number")),
            (service, path) -> true,
            "1");

    assertThat(merged.at("/components/schemas/FlagThing/type").asText()).isEqualTo("string");
    assertThat(merged.at("/components/schemas/OsqueryReleaseThing/type").asText())
        .isEqualTo("number");
    assertThat(merged.at("/paths/~1b/get/responses/200/schema/$ref").asText())
        .isEqualTo("#/components/schemas/OsqueryReleaseThing");
  }

  @Test
  void what_they_mean_alike_has_one() throws IOException {
    var merged =
        MergedDocument.of(
            Map.of(
                "flag-service", document("/a", "Thing", "string"),
                "ingest-service", document("/b", "Thing", "string")),
            (service, path) -> true,
            "1");

    assertThat(merged.at("/components/schemas").size()).isEqualTo(1);
    assertThat(merged.at("/components/schemas/Thing/type").asText()).isEqualTo("string");
  }

  @Test
  void a_path_comes_from_its_owner() throws IOException {
    var merged =
        MergedDocument.of(
            Map.of(
                "flag-service", document("/a", "One", "string"),
                "ingest-service", document("/a", "Two", "string")),
            (service, path) -> service.equals("ingest-service"),
            "1");

    assertThat(merged.at("/paths/~1a/get/responses/200/schema/$ref").asText())
        .isEqualTo("#/components/schemas/Two");
  }
}
