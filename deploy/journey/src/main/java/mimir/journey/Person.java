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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Somebody at the gateway: signs in, keeps the cookie, sends the CSRF token. */
public final class Person {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CSRF = "X-CSRF-Token";

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

    /** Empty when the answer has no such header. */
    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  public Person signIn(String username, String password) {
    var answer = post("/api/v1/session", Map.of("username", username, "password", password));
    assertThat(answer.status()).as("sign-in of %s", username).isEqualTo(204);
    String set = answer.header("Set-Cookie");
    cookie = set.substring(0, set.indexOf(';'));
    csrf = get("/api/v1/session").body().get("csrf_token").asText();
    return this;
  }

  /** The headers that are this person, for whoever writes requests by hand. */
  public Map<String, String> credentials() {
    return Map.of("Cookie", cookie, CSRF, csrf);
  }

  public Answer get(String path, String... headers) {
    return call("GET", path, "", headers);
  }

  public Answer post(String path, Object body, String... headers) {
    return call("POST", path, write(body), headers);
  }

  public Answer put(String path, Object body) {
    return call("PUT", path, write(body));
  }

  public Answer patch(String path, Object body) {
    return call("PATCH", path, write(body));
  }

  /**
   * Any request, its body as it is.
   *
   * @param body empty for none
   * @param headers name, value, name, value; in place of those that are always sent, and an empty
   *     value leaves one out
   */
  public Answer call(String method, String path, String body, String... headers) {
    return send(request(method, path, body, headers));
  }

  /** An event stream, line by line as it comes; closing it is leaving. */
  public Stream<String> follow(String path) {
    try {
      var request = request("GET", path, "", "Accept", "text/event-stream");
      var response = client.send(request, BodyHandlers.ofLines());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    var sent = new LinkedHashMap<String, String>();
    sent.put("Content-Type", "application/json");
    sent.put("Cookie", cookie);
    sent.put(CSRF, csrf);
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    sent.values().removeIf(String::isEmpty);
    var request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(answerMax)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    sent.forEach(request::header);
    return request.build();
  }

  private Answer send(HttpRequest request) {
    try {
      var response = client.send(request, BodyHandlers.ofString());
      JsonNode body = isJson(response) ? JSON.readTree(response.body()) : JSON.nullNode();
      return new Answer(response.statusCode(), body, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** One value, and not a file of them. */
  private static boolean isJson(HttpResponse<String> response) {
    var type = response.headers().firstValue("Content-Type").orElse("");
    return !response.body().isBlank()
        && (type.startsWith("application/json") || type.startsWith("application/problem+json"));
  }

  private static String write(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
