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
import java.util.TreeMap;

/**
 * The committed OpenAPI document of a service, {@code contracts/openapi/<service>.json}: what the
 * running service says of itself, so that a change of it is seen by whoever reviews it. With {@code
 * -Dcontracts.write=true} it is written.
 */
public final class OpenApiFile {
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
    String told = normal(fetched(document));
    Path file = folder().resolve(service + ".json");
    if (Boolean.getBoolean("contracts.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, told, UTF_8);
    }
    if (!Files.exists(file) || !told.equals(Files.readString(file, UTF_8))) {
      throw new AssertionError(
          file + " is not what the service says; test with -Dcontracts.write=true and commit it");
    }
  }

  private static Path folder() {
    // Surefire's working directory is the module.
    Path at = FileSystems.getDefault().getPath("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("contracts"))) {
      at = at.getParent();
    }
    return at.resolve("contracts").resolve("openapi");
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
    var sorted = JSON.treeToValue(document, TreeMap.class);
    return JSON.writeValueAsString(sorted) + "\n";
  }

  private OpenApiFile() {}
}
