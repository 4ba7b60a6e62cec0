package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What is decided before the body, and what becomes of a write whose agent is gone. */
@QuarkusTest
class WriteRouteTest {
  private static final String WRITE = "/api/osquery/distributed/write";

  @Inject AgentDoor door;
  @Inject MeterRegistry metrics;

  @Test
  void a_host_writes_one_at_a_time_and_hears_so_at_once() throws Exception {
    var agent = door.enrolled();
    var other = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);
    var body = "{\"queries\":{\"" + lease + "\":[{\"a\":\"1\"}]}}";
    double before = refused(Refusal.BUSY);

    try (var first = connect()) {
      head(first, agent.nodeKey, body.length());
      first.getOutputStream().write(body.substring(0, 10).getBytes(UTF_8));
      await().untilAsserted(() -> assertThat(running()).isPositive());

      try (var second = connect()) {
        head(second, agent.nodeKey, 60 << 20);
        assertThat(reply(second)).startsWith("{\"error\":").contains("another write");
      }
      assertThat(other.post(WRITE, "{}", "Authorization", "NodeKey " + other.nodeKey)).isEmpty();
      assertThat(agent.post(WRITE, "{}", "Authorization", "NodeKey " + agent.nodeKey).has("error"))
          .isTrue();
      assertThat(agent.write(lease, "[]", "").has("error")).as("key in the body only").isTrue();
      assertThat(refused(Refusal.BUSY)).isEqualTo(before + 3);

      first.getOutputStream().write(body.substring(10).getBytes(UTF_8));
      assertThat(reply(first)).isEqualTo("{}");
    }

    assertThat(agent.write(lease, "[]", "")).as("the next write").isEmpty();
    assertThat(door.state(campaign, agent)).isEqualTo("responded");
    assertThat(door.results(agent)).hasSize(1);
  }

  @Test
  void a_write_whose_agent_hung_up_is_finished_and_the_next_one_is_a_duplicate() throws Exception {
    var agent = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);
    var body = "{\"queries\":{\"" + lease + "\":[{\"a\":\"1\"}]}}";

    try (var socket = connect()) {
      head(socket, agent.nodeKey, body.length());
      socket.getOutputStream().write(body.getBytes(UTF_8));
    }

    await().untilAsserted(() -> assertThat(door.state(campaign, agent)).isEqualTo("responded"));
    await().untilAsserted(() -> assertThat(agent.write(lease, "[]", "")).isEmpty());
    assertThat(door.results(agent)).hasSize(1);
  }

  /** More than a pool of threads has, and none of them shows a key before the body. */
  @Test
  void who_sends_slowly_keeps_nobody_waiting_and_is_answered_in_the_end() throws Exception {
    var slow = door.enrolled();
    var other = door.enrolled();
    door.launch(other);
    var body = "{\"queries\":{},\"node_key\":\"" + slow.nodeKey + "\"}";
    var senders = new ArrayList<Socket>();
    double before = held();

    try {
      for (int n = 0; n < 300; n++) {
        var sender = connect();
        senders.add(sender);
        head(sender, null, body.length());
        sender.getOutputStream().write(body.substring(0, 10).getBytes(UTF_8));
      }
      await().untilAsserted(() -> assertThat(held() - before).isGreaterThan(300 * 1_024));

      assertThat(other.write(door.awaitLease(other), "[{\"a\":\"1\"}]", "")).isEmpty();

      var last = senders.getLast();
      last.getOutputStream().write(body.substring(10).getBytes(UTF_8));
      assertThat(reply(last)).isEqualTo("{}");
    } finally {
      for (Socket sender : senders) {
        sender.close();
      }
    }
    await().untilAsserted(() -> assertThat(held()).as("given back").isEqualTo(before));
  }

  @Test
  void half_a_body_sends_nothing_and_is_counted() throws Exception {
    var agent = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);
    double before = refused(Refusal.BROKEN);

    try (var socket = connect()) {
      head(socket, agent.nodeKey, 1_000_000);
      var row = "{\"queries\":{\"" + lease + "\":[" + "{\"a\":\"1\"},".repeat(50_000);
      socket.getOutputStream().write(row.getBytes(UTF_8));
    }

    await().untilAsserted(() -> assertThat(refused(Refusal.BROKEN)).isEqualTo(before + 1));
    assertThat(door.results(agent)).isEmpty();
    assertThat(door.state(campaign, agent)).isEqualTo("leased");
  }

  @Test
  void a_stranger_with_a_key_and_a_body_that_says_it_is_too_large_need_not_send_it()
      throws Exception {
    var agent = door.enrolled();
    try (var stranger = connect();
        var keyless = connect();
        var large = connect()) {
      head(stranger, "guess", 60 << 20);
      head(keyless, null, (64 << 20) + 1);
      head(large, agent.nodeKey, (512 << 20) + 1);

      assertThat(reply(stranger)).contains("\"node_invalid\":true");
      assertThat(reply(keyless)).startsWith("{\"error\":").contains("larger than");
      assertThat(reply(large)).startsWith("{\"error\":").contains("larger than");
    }
  }

  private double refused(Refusal reason) {
    return metrics.counter("mimir.dispatch.writes.refused", "reason", reason.label()).count();
  }

  private double held() {
    return metrics.get("mimir.dispatch.spool.memory.bytes").gauge().value();
  }

  private double running() {
    return metrics.get("mimir.dispatch.writes.running").gauge().value();
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /**
   * @param key for the header, or null
   */
  private static void head(Socket socket, String key, int length) throws IOException {
    var head =
        """
        POST %s HTTP/1.1
        Host: x
        %sContent-Length: %d

        """
            .formatted(WRITE, key == null ? "" : "Authorization: NodeKey " + key + "\n", length)
            .replace("\n", "\r\n");
    socket.getOutputStream().write(head.getBytes(UTF_8));
  }

  /** The body of the first answer on this connection. */
  private static String reply(Socket socket) throws IOException {
    var text = new StringBuilder();
    var input = socket.getInputStream();
    while (text.indexOf("\r\n\r\n") < 0) {
      int each = input.read();
      assertThat(each).as("closed after: " + text).isNotNegative();
      text.append((char) each);
    }
    var length = text.toString().replaceFirst("(?si).*content-length: (\\d+).*", "$1");
    return new String(input.readNBytes(Integer.parseInt(length)), UTF_8);
  }
}
