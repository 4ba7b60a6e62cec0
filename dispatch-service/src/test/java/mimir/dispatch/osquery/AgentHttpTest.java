package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP that osquery does not send, and others do: never an empty body, which it takes for success.
 */
@QuarkusTest
class AgentHttpTest {
  private static final String READ = "POST /api/osquery/distributed/read HTTP/1.1\r\nHost: x\r\n";

  @Inject AgentDoor door;

  @Test
  void a_body_in_chunks_is_read() throws Exception {
    var agent = door.enrolled();
    var body = "{\"node_key\":\"" + agent.nodeKey + "\"}";

    var answer =
        exchange(
            READ
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n"
                + body.substring(0, 5)
                + "\r\n"
                + Integer.toHexString(body.length() - 5)
                + "\r\n"
                + body.substring(5)
                + "\r\n0\r\n\r\n");

    assertThat(answer).endsWith("\r\n\r\n{\"queries\":{}}");
  }

  @Test
  void requests_that_come_at_once_are_answered_in_their_order() throws Exception {
    var agent = door.enrolled();
    var body = "{\"node_key\":\"" + agent.nodeKey + "\"}";
    var poll = READ + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    var stranger = READ + "Content-Length: 2\r\n\r\n{}";
    var last = READ + "Connection: close\r\nContent-Length: 1\r\n\r\nx";

    var bodies = exchange(poll + stranger + poll + last).replaceAll("HTTP/1.1[^{]*", "");

    assertThat(bodies)
        .isEqualTo(
            "{\"queries\":{}}"
                + "{\"node_invalid\":true,\"error\":\"unknown node key\"}"
                + "{\"queries\":{}}"
                + "{\"error\":\"the body is not the expected JSON\"}");
  }

  @Test
  void http_1_0_is_answered() throws Exception {
    var answer =
        exchange("POST /api/osquery/distributed/read HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");

    assertThat(answer).contains("\"node_invalid\":true");
  }

  @Test
  void who_waits_for_a_hundred_continue_gets_it() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(10_000);
      var out = socket.getOutputStream();
      out.write(
          (READ + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
              .getBytes(UTF_8));
      var interim = new String(socket.getInputStream().readNBytes(25), UTF_8);

      out.write("{}".getBytes(UTF_8));

      assertThat(interim).startsWith("HTTP/1.1 100 Continue\r\n");
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .contains("\"node_invalid\":true");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/osquery/distributed/read HTTP/1.1\r\nHost: x\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n",
        "TRACE / HTTP/1.1\r\nHost: x\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n",
        READ + "Expect: something\r\nContent-Length: 1\r\n",
        READ + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        READ + "Content-Length: -1\r\n",
        READ + "Content-Length: 1\r\nContent-Length: 2\r\n",
        READ + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        READ + "X: LARGE\r\nContent-Length: 1\r\n"
      })
  void what_is_no_request_of_an_agent_is_an_error_or_closed(String head) throws Exception {
    var answer =
        exchange(
            head.replace("LARGE", "x".repeat(64 * 1024)).replaceFirst("\r\n", "\r\nA: b\r\n")
                + "Connection: close\r\n\r\nx");

    assertThat(answer.isEmpty() || answer.contains("\r\n\r\n{\"error\":")).as(answer).isTrue();
  }

  /** Vert.x may answer that itself, and then without a body: osquery speaks HTTP/1.1 alone. */
  @ParameterizedTest
  @ValueSource(strings = {"PRI * HTTP/2.0", "POST /api/osquery/log HTTP/9.9"})
  void another_version_of_http_is_an_error_or_not_implemented(String line) throws Exception {
    var answer = exchange(line + "\r\nConnection: close\r\n\r\n");

    assertThat(answer).matches("(?s)|HTTP/[29].[09] 501 .*|.*\r\n\r\n\\{\"error\":.*");
  }

  @Test
  void a_small_body_that_is_too_large_is_told_so_after_it_was_read() throws Exception {
    var body = "{\"node_key\":\"" + "x".repeat(4 * 1024 * 1024) + "\"}";

    var answer =
        exchange(
            READ + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

    assertThat(answer).endsWith("\r\n\r\n{\"error\":\"the body is too large\"}");
  }

  private String exchange(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(10_000);
      var writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      socket.getOutputStream().write(request.getBytes(UTF_8));
                    } catch (IOException _) {
                      // Refused before all of it was sent.
                    }
                  });
      var answer = read(socket);
      writer.join();
      return answer;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What came before the connection ended, in whatever way it did. */
  private static String read(Socket socket) throws IOException {
    var answer = new StringBuilder();
    try {
      for (int one = socket.getInputStream().read();
          one >= 0;
          one = socket.getInputStream().read()) {
        answer.append((char) one);
      }
    } catch (SocketException _) {
      // Reset: the end too.
    }
    return answer.toString();
  }
}
