package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** Speaks osquery's wire as one machine. */
final class Agent {
  static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final String identifier = "test-" + UUID.randomUUID();
  String nodeKey = "none";
  private final int port;

  Agent(int port) {
    this.port = port;
  }

  Agent enroll(String secret) throws IOException, InterruptedException {
    var body =
        JSON.createObjectNode()
            .put("enroll_secret", secret)
            .put("host_identifier", identifier)
            .put("platform_type", "9");
    body.putObject("host_details")
        .putObject("system_info")
        .put("hostname", identifier)
        .put("cpu_brand", "Xeon\0\0");
    nodeKey = post("/api/osquery/enroll", body.toString()).path("node_key").asText("");
    return this;
  }

  JsonNode read() throws IOException, InterruptedException {
    return post("/api/osquery/distributed/read", "{\"node_key\":\"" + nodeKey + "\"}");
  }

  /** Answers one lease; {@code rest} holds further members, beginning with a comma. */
  JsonNode write(String lease, String rows, String rest) throws IOException, InterruptedException {
    return post(
        "/api/osquery/distributed/write",
        "{\"queries\":{\"%s\":%s}%s,\"node_key\":\"%s\"}".formatted(lease, rows, rest, nodeKey));
  }

  JsonNode post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send("POST", path, body.getBytes(UTF_8), headers);
  }

  JsonNode send(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(16))
            .method(method, BodyPublishers.ofByteArray(body));
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    return JSON.readTree(HTTP.send(request.build(), BodyHandlers.ofString()).body());
  }
}
