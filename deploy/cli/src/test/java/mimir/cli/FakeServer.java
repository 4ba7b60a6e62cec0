package mimir.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * The gateway as its API is written down: nobody gets past it without a token or a session, and no
 * change without the session's CSRF token. It keeps every request that it was sent.
 */
public final class FakeServer implements AutoCloseable {
  public static final String TOKEN = "token-of-a-pipeline";
  public static final String PASSWORD = "correct horse \\battery= staple";
  private static final String COOKIE = "mimir_session=abc123";
  private static final String CSRF = "csrf-of-abc123";

  /** What was sent; the body is empty for a form, which is counted by its handler. */
  public record Sent(String line, Map<String, List<String>> headers, String body) {
    public String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? null : values.getFirst();
    }
  }

  private final HttpServer server;
  private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private final List<String> sessions = new CopyOnWriteArrayList<>();

  public FakeServer() throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  public FakeServer(HttpServer server) {
    this.server = server;
    // Virtual: a handler that never answers must not keep the others from doing so.
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /**
   * @param line method and path, as in {@code GET /api/v1/campaigns}
   */
  public FakeServer on(String line, HttpHandler handler) {
    handlers.put(line, handler);
    return this;
  }

  public FakeServer answers(String line, int status, String json) {
    return on(line, exchange -> reply(exchange, status, json));
  }

  public static void reply(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String type = status >= 400 ? "application/problem+json" : "application/json";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public static String problem(String code, String detail, String more) {
    return "{\"type\":\"urn:mimir:problem:x\",\"title\":\"x\",\"status\":0,\"detail\":\"%s\",\"code\":\"%s\"%s}"
        .formatted(detail, code, more);
  }

  /** All but those of the session itself. */
  public List<Sent> calls() {
    return sent.stream().filter(each -> !each.line().endsWith("/api/v1/session")).toList();
  }

  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  public List<String> lines() {
    return sent.stream().map(Sent::line).toList();
  }

  public Sent last() {
    return calls().getLast();
  }

  /** Sessions that were opened and not ended. */
  public int openSessions() {
    return sessions.size();
  }

  /** As the server does after some hours. */
  public void endSessions() {
    sessions.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String route = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    boolean form = type(exchange).startsWith("multipart/");
    String body =
        form ? "" : new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    sent.add(new Sent(line, Map.copyOf(exchange.getRequestHeaders()), body));
    if (route.endsWith("/api/v1/session")) {
      session(exchange, body);
    } else if (allowed(exchange)) {
      handlers.getOrDefault(route, FakeServer::unknown).handle(exchange);
    }
    exchange.close();
  }

  private static void unknown(HttpExchange exchange) throws IOException {
    reply(exchange, 404, problem("not_found", "There is nothing at this address.", ""));
  }

  private void session(HttpExchange exchange, String body) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "POST" -> signIn(exchange, body);
      case "GET" -> {
        if (allowed(exchange)) {
          reply(exchange, 200, "{\"username\":\"ann\",\"csrf_token\":\"" + CSRF + "\"}");
        }
      }
      default -> {
        if (allowed(exchange)) {
          sessions.clear();
          reply(exchange, 204, "");
        }
      }
    }
  }

  private void signIn(HttpExchange exchange, String body) throws IOException {
    String right = PASSWORD.replace("\\", "\\\\");
    if (!"application/json".equals(type(exchange)) || !body.contains("\"" + right + "\"")) {
      reply(exchange, 401, problem("bad_credentials", "The name or the password is wrong.", ""));
      return;
    }
    sessions.add(COOKIE);
    exchange
        .getResponseHeaders()
        .add("Set-Cookie", COOKIE + ";Version=1;Path=/;Max-Age=43200;HttpOnly;SameSite=Lax");
    reply(exchange, 204, "");
  }

  private boolean allowed(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    if (("Bearer " + TOKEN).equals(headers.getFirst("Authorization"))) {
      return true;
    }
    boolean here = !sessions.isEmpty() && COOKIE.equals(headers.getFirst("Cookie"));
    if (!here) {
      reply(exchange, 401, problem("unauthenticated", "Sign in first.", ""));
      return false;
    }
    if (!exchange.getRequestMethod().equals("GET")
        && !CSRF.equals(headers.getFirst("X-CSRF-Token"))) {
      reply(exchange, 403, problem("csrf_required", "Send the csrf_token.", ""));
      return false;
    }
    return true;
  }

  private static String type(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return type == null ? "" : type;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
