package mimir.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The committed OpenAPI document of a service, {@code contracts/openapi/<service>.json}: what the
 * running service says of itself, so that a change of it is seen by whoever reviews it. With {@code
 * -Dcontracts.write=true} it is written.
 */
public final class OpenApiFile {
  private static final String SCHEMAS = "#/components/schemas/";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * @param document where the service under test tells it, as JSON
   */
  public static void check(String service, URI document) throws IOException, InterruptedException {
    compare(
        checkout().resolve("contracts").resolve("openapi").resolve(service + ".json"),
        normal(fetched(document)));
  }

  /**
   * {@code console/openapi.json}, from which the console's types are generated: the merged document
   * without the version, so that a release changes nothing in it.
   */
  public static void checkMerged(URI document) throws IOException, InterruptedException {
    JsonNode merged = fetched(document);
    ((ObjectNode) merged.get("info")).put("version", "1");
    compare(checkout().resolve("console").resolve("openapi.json"), sorted(merged));
  }

  private static void compare(Path file, String told) throws IOException {
    if (Boolean.getBoolean("contracts.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, told, UTF_8);
    }
    if (!Files.exists(file) || !told.equals(Files.readString(file, UTF_8))) {
      throw new AssertionError(
          file + " is not what the service says; test with -Dcontracts.write=true and commit it");
    }
  }

  private static Path checkout() {
    // Surefire's working directory is the module.
    Path at = FileSystems.getDefault().getPath("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("contracts"))) {
      at = at.getParent();
    }
    return at;
  }

  private static JsonNode fetched(URI document) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(HttpRequest.newBuilder(document).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(document + " answers " + answer.statusCode());
      }
      return JSON.readTree(answer.body());
    }
  }

  /** In one order, and without the address that this run has. */
  private static String normal(JsonNode document) throws IOException {
    ((ObjectNode) document).remove(List.of("servers"));
    // What only a test has is no part of the API.
    ((ObjectNode) document.get("paths"))
        .properties()
        .removeIf(
            path ->
                !path.getKey().startsWith("/api/") && !path.getKey().startsWith("/.well-known/"));
    if (document.at("/components/schemas") instanceof ObjectNode schemas) {
      var reached = new TreeSet<String>();
      reach(document.get("paths"), schemas, reached);
      schemas.retain(reached);
    }
    return sorted(document);
  }

  private static void reach(JsonNode node, JsonNode schemas, Set<String> reached) {
    if (node.path("$ref").isTextual() && node.get("$ref").asText().startsWith(SCHEMAS)) {
      String name = node.get("$ref").asText().substring(SCHEMAS.length());
      if (reached.add(name)) {
        reach(schemas.path(name), schemas, reached);
      }
    }
    node.forEach(child -> reach(child, schemas, reached));
  }

  private static String sorted(JsonNode document) throws IOException {
    return JSON.writeValueAsString(JSON.treeToValue(document, TreeMap.class)) + "\n";
  }

  private OpenApiFile() {}
}
