package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.dispatch.Acquisitions;
import mimir.dispatch.DispatchLimits;
import org.junit.jupiter.api.Test;

/** Many of them, or slow ones: others are served meanwhile, and the database is left alone. */
@QuarkusTest
class AgentFloodTest {
  private static final String READ = "/api/osquery/distributed/read";
  private static final String WRITE = "/api/osquery/distributed/write";
  private static final String LOG = "/api/osquery/log";

  @Inject AgentDoor door;
  @Inject Acquisitions acquisitions;
  @Inject DispatchLimits limits;

  @Test
  void slow_senders_hold_up_nobody() throws Exception {
    var agent = door.enrolled();
    var slow = new ArrayList<Socket>();
    try {
      for (int n = 0; n < 100; n++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        slow.add(socket);
        var head =
            switch (n % 4) {
              case 0 -> "POST " + READ + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
              case 1 -> "POST " + WRITE + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
              case 2 -> "POST /api/osquery/log HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
              default -> "POST " + READ;
            };
        socket.getOutputStream().write(head.getBytes(UTF_8));
      }

      for (int n = 0; n < 50; n++) {
        assertThat(agent.read().has("queries")).isTrue();
      }
    } finally {
      for (Socket each : slow) {
        each.close();
      }
    }
  }

  @Test
  void a_key_of_nobody_costs_one_look_into_the_database_and_no_more() throws Exception {
    var stranger = door.stranger();
    stranger.nodeKey = "guess-" + UUID.randomUUID();
    int before = acquisitions.byTheDoor();
    stranger.read();
    assertThat(acquisitions.byTheDoor()).isEqualTo(before + 1);

    for (int n = 0; n < 100; n++) {
      assertThat(stranger.read().path("node_invalid").asBoolean()).isTrue();
    }

    assertThat(acquisitions.byTheDoor()).isEqualTo(before + 1);
  }

  /** From an address of its own, because this machine's usual one is that of all tests. */
  @Test
  void an_address_with_many_keys_of_nobody_waits_and_its_hosts_are_served() throws Exception {
    var agent = door.enrolled();
    try (var socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            door.port(),
            InetAddress.getByName("127.0.0.77"),
            0)) {
      socket.setSoTimeout(10_000);
      for (int n = 0; n < limits.unknownKeysPerMinute(); n++) {
        var path = List.of(READ, WRITE, LOG).get(n % 3);
        assertThat(post(socket, path, "", "guess-" + UUID.randomUUID())).contains("node_invalid");
      }
      int before = acquisitions.byTheDoor();

      var held = poll(socket, "guess-" + UUID.randomUUID());

      // Not node_invalid, which would make a host give up a key that may be good.
      assertThat(held).startsWith("{\"error\":\"too many unknown node keys");
      for (var path : List.of(WRITE, LOG)) {
        for (var header :
            List.of("", "Authorization: NodeKey guess-" + UUID.randomUUID() + "\r\n")) {
          assertThat(post(socket, path, header, "guess-" + UUID.randomUUID()))
              .as(path + header)
              .startsWith("{\"error\":\"too many unknown node keys");
        }
      }
      assertThat(acquisitions.byTheDoor()).isEqualTo(before);
      // What Kafka tells of the enrollment makes this replica ask for its key once more.
      await()
          .untilAsserted(
              () -> {
                agent.read();
                assertThat(poll(socket, agent.nodeKey)).isEqualTo("{\"queries\":{}}");
              });
    }
  }

  /** The body of the answer. */
  private static String poll(Socket socket, String key) throws IOException {
    return post(socket, READ, "", key);
  }

  private static String post(Socket socket, String path, String header, String key)
      throws IOException {
    var body = "{\"node_key\":\"" + key + "\"}";
    var head =
        "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + header + "Content-Length: " + body.length();
    socket.getOutputStream().write((head + "\r\n\r\n" + body).getBytes(UTF_8));
    var answer = new StringBuilder();
    while (!answer.toString().endsWith("}") || !braced(answer)) {
      int one = socket.getInputStream().read();
      if (one < 0) {
        throw new IOException("closed after " + answer);
      }
      answer.append((char) one);
    }
    return answer.substring(answer.indexOf("{"));
  }

  private static boolean braced(CharSequence answer) {
    return answer.chars().filter(c -> c == '{').count()
        == answer.chars().filter(c -> c == '}').count();
  }
}
