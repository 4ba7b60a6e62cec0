package mimir.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One OpenAPI document of several: the paths that operators reach, each from the service that owns
 * it. Two services may call different things by one name; then each name gets its service's before
 * it.
 */
final class MergedDocument {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String SCHEMAS = "#/components/schemas/";
  private static final Pattern DASH = Pattern.compile("-");

  /**
   * @param documents service → its document
   * @param owns whether a path is reached at that service
   */
  static ObjectNode of(
      Map<String, JsonNode> documents, BiPredicate<String, String> owns, String version) {
    ObjectNode merged = head(version);
    var paths = new TreeMap<String, JsonNode>();
    var schemas = new TreeMap<String, JsonNode>();
    new TreeMap<>(documents)
        .forEach(
            (service, document) -> {
              Map<String, String> names = names(service, document, documents);
              document
                  .path("paths")
                  .properties()
                  .forEach(
                      path -> {
                        if (owns.test(service, path.getKey())) {
                          JsonNode own = renamed(path.getValue(), names);
                          own.forEach(MergedDocument::inheritSecurity);
                          paths.put(path.getKey(), own);
                        }
                      });
              document
                  .path("components")
                  .path("schemas")
                  .properties()
                  .forEach(
                      schema ->
                          schemas.put(
                              names.get(schema.getKey()), renamed(schema.getValue(), names)));
            });
    merged.set("paths", JSON.objectNode().setAll(paths));
    ((ObjectNode) merged.get("components")).set("schemas", JSON.objectNode().setAll(schemas));
    return merged;
  }

  /** Who signed in may ask; only what says nothing of it asks for nobody. */
  private static void inheritSecurity(JsonNode operation) {
    if (operation instanceof ObjectNode object) {
      if (object.path("security").isEmpty()) {
        object.putArray("security");
      } else {
        object.remove("security");
      }
    }
  }

  private static ObjectNode head(String version) {
    ObjectNode head = JSON.objectNode();
    head.put("openapi", "3.1.0");
    head.putObject("info")
        .put("title", "Mimir")
        .put(
            "description",
            "What operators and their scripts ask. Errors are application/problem+json with a"
                + " stable code.")
        .put("version", version);
    ArrayNode security = head.putArray("security");
    security.addObject().putArray("session");
    security.addObject().putArray("api_key");
    ObjectNode schemes = head.putObject("components").putObject("securitySchemes");
    schemes
        .putObject("session")
        .put("type", "apiKey")
        .put("in", "cookie")
        .put("name", "mimir_session")
        .put(
            "description",
            "Of POST /api/v1/session; changes also need its csrf_token as the header"
                + " X-CSRF-Token.");
    schemes.putObject("api_key").put("type", "http").put("scheme", "bearer");
    return head;
  }

  /** A service's names → theirs in the merged document. */
  private static Map<String, String> names(
      String service, JsonNode document, Map<String, JsonNode> documents) {
    var names = new HashMap<String, String>();
    document
        .path("components")
        .path("schemas")
        .properties()
        .forEach(
            schema -> {
              boolean shared =
                  documents.values().stream()
                          .map(
                              each -> each.path("components").path("schemas").path(schema.getKey()))
                          .filter(each -> !each.isMissingNode())
                          .distinct()
                          .count()
                      > 1;
              names.put(
                  schema.getKey(), shared ? prefix(service) + schema.getKey() : schema.getKey());
            });
    return names;
  }

  /** {@code osquery-release-service} → {@code OsqueryRelease}. */
  private static String prefix(String service) {
    return DASH.splitAsStream(service)
        .filter(word -> !word.equals("service"))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static JsonNode renamed(JsonNode node, Map<String, String> names) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = JSON.objectNode();
        object
            .properties()
            .forEach(
                field ->
                    copy.set(
                        field.getKey(),
                        field.getKey().equals("$ref")
                            ? reference(field.getValue(), names)
                            : renamed(field.getValue(), names)));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JSON.arrayNode();
        array.forEach(item -> copy.add(renamed(item, names)));
        yield copy;
      }
      default -> node;
    };
  }

  private static JsonNode reference(JsonNode reference, Map<String, String> names) {
    String text = reference.asText();
    return text.startsWith(SCHEMAS)
        ? TextNode.valueOf(SCHEMAS + names.get(text.substring(SCHEMAS.length())))
        : reference;
  }

  private MergedDocument() {}
}
