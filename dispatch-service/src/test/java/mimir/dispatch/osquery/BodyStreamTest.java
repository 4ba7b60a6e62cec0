package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mimir.dispatch.osquery.Refusal.BodyRefused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over real sockets: what a sender can do with the time and the bytes of a body. */
class BodyStreamTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void a_body_arrives_whole_and_in_order_whatever_its_chunks() throws Exception {
    int port = serve(new BodyStream.Bounds(1 << 20, LONG, LONG));
    var body = "0123456789".repeat(50_000).getBytes(UTF_8);

    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      head(socket, body.length);
      socket.getOutputStream().write(body, 0, 1);
      socket.getOutputStream().flush();
      socket.getOutputStream().write(body, 1, body.length - 1);

      assertThat(outcome()).isEqualTo(body);
    }
  }

  @Test
  void who_falls_silent_is_given_up() throws Exception {
    int port = serve(new BodyStream.Bounds(100, SHORT, LONG));

    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      head(socket, 10);
      socket.getOutputStream().write('x');

      assertThat(outcome()).isEqualTo(Refusal.SILENT);
    }
  }

  @Test
  void who_sends_a_byte_now_and_then_is_given_up_too() throws Exception {
    int port = serve(new BodyStream.Bounds(1 << 20, LONG, SHORT));

    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      head(socket, 1 << 20);
      Object outcome = null;
      while (outcome == null) {
        socket.getOutputStream().write('x');
        outcome = outcomes.poll(20, TimeUnit.MILLISECONDS);
      }

      assertThat(outcome).isEqualTo(Refusal.SLOW);
    }
  }

  @Test
  void a_body_without_a_length_is_cut_off_where_it_is_too_large() throws Exception {
    int port = serve(new BodyStream.Bounds(9, LONG, LONG));

    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n"
                  .getBytes(UTF_8));

      assertThat(outcome()).isEqualTo(Refusal.TOO_LARGE);
    }
  }

  @Test
  void a_connection_that_breaks_ends_the_wait() throws Exception {
    int port = serve(new BodyStream.Bounds(100, LONG, LONG));

    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      head(socket, 10);
      socket.getOutputStream().write('x');
    }

    assertThat(outcome()).isEqualTo(Refusal.BROKEN);
  }

  /** Reads each request's body in a virtual thread; it becomes an outcome, or the refusal does. */
  private int serve(BodyStream.Bounds bounds) {
    HttpServer server = vertx.createHttpServer();
    server.requestHandler(
        request -> {
          var stream = new BodyStream(request, bounds);
          Thread.ofVirtual().start(() -> outcomes.add(read(stream)));
        });
    return server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
  }

  private static Object read(BodyStream stream) {
    var bytes = new ByteArrayOutputStream();
    try {
      for (byte[] chunk = stream.next(); chunk != null; chunk = stream.next()) {
        bytes.writeBytes(chunk);
      }
      return bytes.toByteArray();
    } catch (BodyRefused e) {
      return e.reason();
    } catch (IOException e) {
      return e;
    }
  }

  private Object outcome() throws InterruptedException {
    return outcomes.poll(1, TimeUnit.MINUTES);
  }

  private static void head(Socket socket, int length) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(UTF_8));
  }
}
