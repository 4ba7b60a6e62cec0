package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One call of the document that the gateway serves.
 *
 * @param path with its placeholders
 * @param bodyTypes media types of its body; empty when it has none
 */
record Operation(
    String method, String path, List<String> bodyTypes, List<Parameter> queryParameters) {
  static final String UNKNOWN_ID = "01900000-0000-7000-8000-0000000000ff";

  private static final Set<String> METHODS =
      Set.of("get", "head", "options", "post", "put", "patch", "delete", "trace");
  private static final String BOUNDARY = "mimirjourney";

  /**
   * Of the query.
   *
   * @param value one that it may have
   */
  record Parameter(String name, boolean required, String value) {}

  static List<Operation> served(Person anyone) {
    var document = anyone.get("/api/v1/openapi.json");
    assertThat(document.status()).isEqualTo(200);
    var operations = new ArrayList<Operation>();
    for (Map.Entry<String, JsonNode> path : document.body().get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          operations.add(of(method.getKey(), path.getKey(), method.getValue()));
        }
      }
    }
    return operations;
  }

  private static Operation of(String method, String path, JsonNode described) {
    var types = new ArrayList<String>();
    described.at("/requestBody/content").fieldNames().forEachRemaining(types::add);
    var parameters = new ArrayList<Parameter>();
    for (JsonNode each : described.path("parameters")) {
      if (each.get("in").asText().equals("query")) {
        parameters.add(
            new Parameter(
                each.get("name").asText(),
                each.path("required").asBoolean(),
                each.at("/schema/enum/0").asText("a")));
      }
    }
    return new Operation(method.toUpperCase(Locale.ROOT), path, types, parameters);
  }

  /** As the rows of a table name it. */
  String call() {
    return method + " " + path;
  }

  /** The name behind {@code /api/v1/}. */
  String resource() {
    String[] segments = path.split("/", -1);
    return segments.length > 3 ? segments[3] : "";
  }

  boolean hasId() {
    return path.contains("{");
  }

  boolean changes() {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  boolean isStream() {
    return path.endsWith("/stream");
  }

  boolean takes(String parameter) {
    return queryParameters.stream().anyMatch(each -> each.name().equals(parameter));
  }

  /** A target that finds nothing. */
  String target() {
    return target(UNKNOWN_ID);
  }

  String target(String id) {
    return path(id) + query();
  }

  String path(String id) {
    return path.replaceAll("\\{[a-z_]+}", id);
  }

  /** What the call cannot do without. */
  private String query() {
    var needed =
        queryParameters.stream()
            .filter(Parameter::required)
            .map(each -> each.name() + "=" + each.value())
            .toList();
    return needed.isEmpty() ? "" : "?" + String.join("&", needed);
  }

  /** Header values of a body, one for each kind that it may have; a bare call has one without. */
  List<String> contentTypes() {
    return bodyTypes.isEmpty()
        ? List.of("")
        : bodyTypes.stream()
            .map(type -> type.startsWith("multipart/") ? type + "; boundary=" + BOUNDARY : type)
            .toList();
  }

  /** A body that says nothing. */
  static String emptyBody(String contentType) {
    if (contentType.startsWith("multipart/")) {
      return "--" + BOUNDARY + "--\r\n";
    }
    return contentType.contains("json") ? "{}" : "";
  }
}
