package mimir.local.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import mimir.local.process.SecretFile;

/** The secret that local agents enroll with, asked for once through the gateway as the admin. */
public final class EnrollmentSecret {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String gateway;
  private String cookies = "";

  private EnrollmentSecret(String gateway) {
    this.gateway = gateway;
  }

  public static void ensure(Path file, String gateway, String user, String password)
      throws IOException, InterruptedException {
    if (!Files.exists(file)) {
      SecretFile.write(file, new EnrollmentSecret(gateway).create(user, password) + "\n");
    }
  }

  private String create(String user, String password) throws IOException, InterruptedException {
    var signIn = Map.of("username", user, "password", password);
    send(request("/api/v1/session").POST(BodyPublishers.ofString(JSON.writeValueAsString(signIn))));
    var token = text(send(request("/api/v1/session").GET()), "csrf_token");
    var secret =
        send(
            request("/api/v1/enrollment-secrets")
                .header("X-CSRF-Token", token)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("name", "local")))));
    return text(secret, "secret");
  }

  private HttpRequest.Builder request(String path) {
    var builder =
        HttpRequest.newBuilder(URI.create(gateway + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json");
    return cookies.isEmpty() ? builder : builder.header("Cookie", cookies);
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    var request = builder.build();
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(
          "the gateway answered %s %s with %d: %s"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  response.statusCode(),
                  response.body()));
    }
    keepCookies(response);
    return JSON.readTree(response.body());
  }

  /** By hand: a cookie jar would keep back a Secure cookie on a plain loopback connection. */
  private void keepCookies(HttpResponse<?> response) {
    var set = response.headers().allValues("Set-Cookie");
    if (!set.isEmpty()) {
      cookies =
          set.stream()
              .map(cookie -> cookie.substring(0, (cookie + ";").indexOf(';')))
              .collect(Collectors.joining("; "));
    }
  }

  private static String text(JsonNode answer, String field) throws IOException {
    var value = answer.path(field).asText();
    if (value.isEmpty()) {
      throw new IOException("the gateway's answer has no " + field);
    }
    return value;
  }
}
