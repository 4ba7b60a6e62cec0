package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over real sockets: what all of those hold together who have not sent their small body yet. */
class SmallBodyTest {
  private final Vertx vertx = Vertx.vertx();
  private final SmallBody.Room room = new SmallBody.Room(8, 10);

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void who_sends_more_than_there_is_room_for_is_closed_and_the_others_go_on() throws Exception {
    int port = serve();
    try (var first = begun(port, 8, "123456");
        var second = begun(port, 8, "")) {
      await().until(() -> room.held() == 6);

      second.getOutputStream().write("12345".getBytes(UTF_8));
      assertThat(closed(second)).isTrue();

      first.getOutputStream().write("78".getBytes(UTF_8));
      assertThat(answer(first)).endsWith("12345678");
      assertThat(room.held()).isZero();
    }
  }

  @Test
  void what_hung_up_senders_held_is_there_again() throws Exception {
    int port = serve();
    try (var _ = begun(port, 8, "123456")) {
      await().until(() -> room.held() == 6);
    }

    await().until(() -> room.held() == 0);
  }

  @Test
  void one_that_is_too_large_holds_nothing_and_is_told() throws Exception {
    int port = serve();
    try (var socket = begun(port, 12, "123456")) {
      await().until(() -> room.held() == 6);
      socket.getOutputStream().write("789".getBytes(UTF_8));
      await().until(() -> room.held() == 0);
      socket.getOutputStream().write("012".getBytes(UTF_8));

      assertThat(answer(socket)).endsWith("too large");
    }
  }

  private int serve() {
    return vertx
        .createHttpServer()
        .requestHandler(
            request ->
                SmallBody.collect(
                    request,
                    room,
                    body -> {
                      body.free();
                      request.response().end(new String(body.bytes(), UTF_8));
                    },
                    () -> {
                      request.response().end("too large");
                    }))
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
  }

  private static Socket begun(int port, int length, String body) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    var head =
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
    socket.getOutputStream().write((head + body).getBytes(UTF_8));
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static boolean closed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }
}
