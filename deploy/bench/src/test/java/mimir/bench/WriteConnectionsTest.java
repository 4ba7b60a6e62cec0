package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteConnectionsTest {
  private static final byte[] REQUEST = "request".getBytes(StandardCharsets.US_ASCII);

  @Test
  void a_reply_counts_when_all_of_it_is_there() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2";

    assertThat(WriteConnections.body(head)).isNull();
    assertThat(WriteConnections.body(head + "\r\n\r\n{")).isNull();
    assertThat(WriteConnections.body(head + "\r\n\r\n{}")).isEqualTo("{}");
    assertThat(WriteConnections.body(head.replace("C", "c") + "\r\n\r\n{}")).isEqualTo("{}");
    assertThatThrownBy(() -> WriteConnections.body("HTTP/1.1 200 OK\r\n\r\n{}"))
        .hasMessageContaining("without a length");
  }

  @Test
  void a_connection_is_used_again_after_its_reply() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var connections = new WriteConnections(server.getLocalPort(), 1);
        Socket accepted = server.accept()) {
      for (int n = 0; n < 3; n++) {
        var reply = new Reply();
        connections.send(REQUEST, reply);

        assertThat(accepted.getInputStream().readNBytes(REQUEST.length)).isEqualTo(REQUEST);
        var out = accepted.getOutputStream();
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        out.write(("\r\n" + n).getBytes(StandardCharsets.US_ASCII));
        assertThat(reply.body.get(30, TimeUnit.SECONDS)).isEqualTo("" + n);
      }
    }
  }

  @Test
  void a_request_whose_connection_is_cut_has_failed() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var connections = new WriteConnections(server.getLocalPort(), 1)) {
      var reply = new Reply();
      try (Socket accepted = server.accept()) {
        connections.send(REQUEST, reply);
        accepted.getInputStream().readNBytes(REQUEST.length);
      }

      assertThatThrownBy(() -> reply.body.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  private static final class Reply implements WriteConnections.Told {
    private final CompletableFuture<String> body = new CompletableFuture<>();

    @Override
    public void reply(String told) {
      body.complete(told);
    }

    @Override
    public void failed(IOException failure) {
      body.completeExceptionally(failure);
    }
  }
}
