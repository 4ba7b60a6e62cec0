package mimir.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** A person at the gateway: keeps the cookie, and sends the CSRF token unless told not to. */
public final class Browser {
  public static final String ADMIN_PASSWORD = "the first admin's one";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private String cookie;
  private String csrfToken;

  public static Browser anonymous() {
    return new Browser();
  }

  public static Browser admin() {
    return signedIn("admin", ADMIN_PASSWORD);
  }

  public static Browser signedIn(String username, String password) {
    var browser = new Browser();
    HttpResponse<String> opened = browser.signIn(username, password);
    if (opened.statusCode() != 204) {
      throw new AssertionError(opened.body());
    }
    return holding(opened.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0]);
  }

  /**
   * @param cookie of a session, name and value
   */
  public static Browser holding(String cookie) {
    var browser = new Browser();
    browser.cookie = cookie;
    browser.csrfToken = json(browser.get("/api/v1/session")).get("csrf_token").asText();
    return browser;
  }

  /** Anywhere, without following where it leads. */
  public static HttpResponse<String> visit(String url, Map<String, String> headers) {
    var request = HttpRequest.newBuilder(URI.create(url));
    headers.forEach(request::setHeader);
    return send(request.build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> signIn(String username, String password) {
    return call("POST", "/api/v1/session", credentials(username, password), Map.of());
  }

  private static String credentials(String username, String password) {
    return JSON.createObjectNode().put("username", username).put("password", password).toString();
  }

  public Browser withoutCsrfToken() {
    csrfToken = null;
    return this;
  }

  public String cookie() {
    return cookie;
  }

  public HttpResponse<String> get(String target) {
    return call("GET", target, null, Map.of());
  }

  public HttpResponse<String> call(String method, String target, String body) {
    return call(method, target, body, Map.of());
  }

  public HttpResponse<String> call(
      String method, String target, String body, Map<String, String> headers) {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request = request(method, target, publisher);
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::setHeader);
    return send(request.build(), BodyHandlers.ofString());
  }

  public HttpResponse<InputStream> open(String target) {
    return send(
        request("GET", target, BodyPublishers.noBody()).build(), BodyHandlers.ofInputStream());
  }

  public HttpResponse<String> upload(String target, BodyPublisher body) {
    return send(request("POST", target, body).build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> upload(String target, String type, BodyPublisher body) {
    return send(
        request("POST", target, body).header("Content-Type", type).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String method, String target, BodyPublisher body) {
    var gateway = ConfigProvider.getConfig().getValue("test.url", String.class);
    var request = HttpRequest.newBuilder(URI.create(gateway + target)).method(method, body);
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    if (csrfToken != null) {
      request.header("X-CSRF-Token", csrfToken);
    }
    return request;
  }

  private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return HTTP.send(request, body);
    } catch (IOException e) {
      throw new AssertionError(request + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + response.body(), e);
    }
  }

  /** The problem's code, e.g. {@code csrf_required}. */
  public static String code(HttpResponse<String> response) {
    return json(response).path("code").asText();
  }
}
