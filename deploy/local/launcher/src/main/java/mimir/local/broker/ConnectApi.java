package mimir.local.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The part of a Connect worker's REST API that we use. */
public final class ConnectApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final String url;

  public ConnectApi(int port) {
    url = "http://127.0.0.1:" + port;
  }

  public String url() {
    return url;
  }

  public boolean answers() throws IOException, InterruptedException {
    // Served only when the worker has joined its group and read its topics.
    return send(request("/connectors").timeout(Duration.ofSeconds(3)).GET()).isArray();
  }

  /** Creates the connector or changes its configuration; the same again changes nothing. */
  public void configure(String connector, JsonNode configuration)
      throws IOException, InterruptedException {
    var body = BodyPublishers.ofString(JSON.writeValueAsString(configuration));
    send(
        request("/connectors/" + connector + "/config")
            .header("Content-Type", "application/json")
            .PUT(body));
  }

  /** What the worker says about its connector and the connector's tasks. */
  public ConnectorStatus status(String connector) throws IOException, InterruptedException {
    return ConnectorStatus.of(send(request("/connectors/" + connector + "/status").GET()));
  }

  /** Starts again what has failed of a connector, and leaves the rest alone. */
  public void restartFailed(String connector) throws IOException, InterruptedException {
    send(
        request("/connectors/" + connector + "/restart?includeTasks=true&onlyFailed=true")
            .POST(BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    var request = builder.build();
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(
          "Connect answered %s %s with %d: %s"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  response.statusCode(),
                  response.body()));
    }
    return JSON.readTree(response.body());
  }
}
