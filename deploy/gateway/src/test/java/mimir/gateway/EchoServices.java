package mimir.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Stands for the services: answers with the request that it received, one header a line. The
 * release service is a port on which nobody listens.
 */
public final class EchoServices implements QuarkusTestResourceLifecycleManager {
  /** Released when a reader of the event stream has gone. */
  public static final Semaphore STREAM_ENDED = new Semaphore(0);

  /** Each lets the event stream say one more event. */
  public static final Semaphore EVENTS = new Semaphore(0);

  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      var loopback = InetAddress.getLoopbackAddress();
      server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", EchoServices::echo);
      server.createContext("/api/v1/alerts/stream", EchoServices::stream);
      server.start();
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      return Map.of(
          "mimir.gateway.upstreams.flag",
          url,
          "mimir.gateway.upstreams.campaign",
          url,
          "mimir.gateway.upstreams.dispatch",
          url,
          "mimir.gateway.upstreams.ingest",
          url,
          "mimir.gateway.upstreams.release",
          "http://127.0.0.1:" + closedPort(),
          // It is asked often here, to no avail.
          "mimir.gateway.upstream-failures-max",
          "1000000",
          "mimir.gateway.accounts.admin-password",
          Browser.ADMIN_PASSWORD,
          "mimir.gateway.accounts.bcrypt-cost",
          "4");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void echo(HttpExchange exchange) throws IOException {
    var text = new StringBuilder();
    text.append(exchange.getRequestMethod())
        .append(' ')
        .append(exchange.getRequestURI())
        .append('\n');
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                values.forEach(value -> text.append(name).append(": ").append(value).append('\n')));
    long length = exchange.getRequestBody().readAllBytes().length;
    text.append("body: ").append(length).append('\n');
    var headers = exchange.getResponseHeaders();
    headers.add("Set-Cookie", "mimir_session=stolen");
    headers.add("Cache-Control", "no-store");
    headers.add("Location", "http://" + exchange.getRequestHeaders().getFirst("Host") + "/api/x");
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (exchange;
        var body = exchange.getResponseBody()) {
      for (int i = 0; i < 10_000; i++) {
        // Without permission it only comments, as services do, so that it notices an absence.
        boolean event = EVENTS.tryAcquire(20, TimeUnit.MILLISECONDS);
        body.write((event ? "data: " + i + "\n\n" : ":\n\n").getBytes(StandardCharsets.UTF_8));
        body.flush();
      }
    } catch (IOException e) {
      STREAM_ENDED.release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
