package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Somebody at the gateway: signs in, keeps the cookie, sends the CSRF token. */
public final class Person {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI gateway;
  private final Duration answerMax;
  private String cookie = "";
  private String csrf = "";

  public Person(URI gateway) {
    this(gateway, Duration.ofSeconds(20));
  }

  /**
   * @param answerMax how long an answer is waited for
   */
  public Person(URI gateway, Duration answerMax) {
    this.gateway = gateway;
    this.answerMax = answerMax;
  }

  public record Answer(int status, JsonNode body, HttpResponse<String> raw) {
    public String code() {
      return body.path("code").asText();
    }
  }

  public Person signIn(String username, String password) {
    var answer = post("/api/v1/session", Map.of("username", username, "password", password));
    assertThat(answer.status()).as("sign-in of %s", username).isEqualTo(204);
    String set = answer.raw().headers().firstValue("Set-Cookie").orElseThrow();
    cookie = set.substring(0, set.indexOf(';'));
    csrf = get("/api/v1/session").body().get("csrf_token").asText();
    return this;
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path, Object body, String... headers) {
    var request = request(path).POST(BodyPublishers.ofString(write(body)));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  public Answer put(String path, Object body) {
    return send(request(path).PUT(BodyPublishers.ofString(write(body))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(answerMax)
        .header("Content-Type", "application/json")
        .header("Cookie", cookie)
        .header("X-CSRF-Token", csrf);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      var body = response.body().isBlank() ? JSON.nullNode() : JSON.readTree(response.body());
      return new Answer(response.statusCode(), body, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static String write(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
