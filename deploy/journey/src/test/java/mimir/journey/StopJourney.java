package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway is asked to stop, as in each deployment, while people are at it. */
@Order(6)
@ExtendWith(RunningSystem.Shared.class)
class StopJourney {
  private static final String BODY = "{\"sql\":\"SELECT 1\"}";
  private static final int HALF = BODY.length() / 2;

  @Test
  void streams_are_ended_and_what_is_under_way_is_answered(RunningSystem running) throws Exception {
    Person admin = running.admin();
    var address = running.local().gateway();
    ProcessHandle gateway = running.local().process("gateway");
    try (var events = admin.follow("/api/v1/alerts/stream");
        var socket = new Socket(address.getHost(), address.getPort())) {
      write(socket, head(admin, address.getAuthority()) + BODY.substring(0, HALF));
      var lines = events.iterator();
      assertThat(lines.hasNext()).isTrue();

      assertThat(gateway.destroy()).isTrue();
      // Cut, it would be an exception; and it is the sign that the gateway is stopping.
      lines.forEachRemaining(_ -> {});
      write(socket, BODY.substring(HALF));

      assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200 OK");
      // Nothing is under way any more: it does not wait for as long as it might.
      assertThat(gateway.onExit().get(5, TimeUnit.SECONDS).isAlive()).isFalse();
    } finally {
      await()
          .atMost(Patience.LONG)
          .ignoreExceptions()
          .until(() -> admin.get("/api/v1/session").status() == 200);
    }
  }

  private static String head(Person person, String host) {
    String credentials =
        person.credentials().entrySet().stream()
            .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
            .collect(Collectors.joining());
    return """
        POST /api/v1/sql/check HTTP/1.1\r
        Host: %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        %s\r
        """
        .formatted(host, BODY.length(), credentials);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String statusLine(Socket socket) throws IOException {
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }
}
