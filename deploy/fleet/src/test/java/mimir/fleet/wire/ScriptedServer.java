package mimir.fleet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that says what a test tells it to say, and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {

  /** A reply in which {@code body} null is a connection that breaks. */
  public record Said(int status, String body, String location) {}

  /** A request as it came. */
  public record Heard(String path, JsonNode body, Optional<String> authorization, String agent) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Queue<Said>> script = new HashMap<>();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private int keys;

  private ScriptedServer(HttpServer server) {
    this.server = server;
    server.createContext("/", this::handle);
    server.setExecutor(workers);
    server.start();
  }

  public static ScriptedServer http() throws IOException {
    return new ScriptedServer(HttpServer.create(loopback(), 0));
  }

  public static ScriptedServer https(TestCertificate certificate) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
    return new ScriptedServer(server);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  public URI address() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
  }

  /** Queues a reply for the next request whose path ends like this. */
  public synchronized ScriptedServer says(String path, String body) {
    return says(path, 200, body);
  }

  public synchronized ScriptedServer says(String path, int status, String body) {
    script.computeIfAbsent(path, p -> new ArrayDeque<>()).add(new Said(status, body, ""));
    return this;
  }

  public synchronized ScriptedServer redirects(String path, String location) {
    script.computeIfAbsent(path, p -> new ArrayDeque<>()).add(new Said(302, "", location));
    return this;
  }

  public synchronized ScriptedServer breaks(String path) {
    return says(path, 0, null);
  }

  public List<Heard> heard(String path) {
    return heard.stream().filter(request -> request.path().endsWith(path)).toList();
  }

  private synchronized Said next(String path) {
    for (Map.Entry<String, Queue<Said>> entry : script.entrySet()) {
      if (path.endsWith(entry.getKey()) && !entry.getValue().isEmpty()) {
        return entry.getValue().remove();
      }
    }
    return path.endsWith("/enroll")
        ? new Said(200, "{\"node_key\":\"key-" + ++keys + "\",\"node_invalid\":false}", "")
        : new Said(200, "{}", "");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      heard.add(
          new Heard(
              path,
              JSON.readTree(exchange.getRequestBody().readAllBytes()),
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
              exchange.getRequestHeaders().getFirst("User-Agent")));
      Said said = next(path);
      if (said.body() == null) {
        return;
      }
      if (!said.location().isEmpty()) {
        exchange.getResponseHeaders().set("Location", said.location());
      }
      byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.close();
  }
}
