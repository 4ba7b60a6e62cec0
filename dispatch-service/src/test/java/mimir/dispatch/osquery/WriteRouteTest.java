package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
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
      first.head(agent.nodeKey, body.length());
      first.write(body.substring(0, 10));
      await().untilAsserted(() -> assertThat(running()).isPositive());

      try (var second = connect()) {
        second.head(agent.nodeKey, 60 << 20);
        assertThat(second.reply()).startsWith("{\"error\":").contains("another write");
      }
      assertThat(other.post(WRITE, "{}", "Authorization", "NodeKey " + other.nodeKey)).isEmpty();
      assertThat(agent.post(WRITE, "{}", "Authorization", "NodeKey " + agent.nodeKey).has("error"))
          .isTrue();
      assertThat(agent.write(lease, "[]", "").has("error")).as("key in the body only").isTrue();
      assertThat(refused(Refusal.BUSY)).isEqualTo(before + 3);

      first.write(body.substring(10));
      assertThat(first.reply()).isEqualTo("{}");
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
      socket.head(agent.nodeKey, body.length());
      socket.write(body);
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
    var senders = new ArrayList<RawPost>();
    double before = held();

    try {
      for (int n = 0; n < 300; n++) {
        var sender = connect();
        senders.add(sender);
        sender.head(null, body.length());
        sender.write(body.substring(0, 10));
      }
      await().untilAsserted(() -> assertThat(held() - before).isGreaterThan(300 * 1_024));

      assertThat(other.write(door.awaitLease(other), "[{\"a\":\"1\"}]", "")).isEmpty();

      var last = senders.getLast();
      last.write(body.substring(10));
      assertThat(last.reply()).isEqualTo("{}");
    } finally {
      for (RawPost sender : senders) {
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
      socket.head(agent.nodeKey, 1_000_000);
      var row = "{\"queries\":{\"" + lease + "\":[" + "{\"a\":\"1\"},".repeat(50_000);
      socket.write(row);
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
      stranger.head("guess", 60 << 20);
      keyless.head(null, (64 << 20) + 1);
      large.head(agent.nodeKey, (512 << 20) + 1);

      assertThat(stranger.reply()).contains("\"node_invalid\":true");
      assertThat(keyless.reply()).startsWith("{\"error\":").contains("larger than");
      assertThat(large.reply()).startsWith("{\"error\":").contains("larger than");
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

  private RawPost connect() throws IOException {
    return new RawPost(door.port(), WRITE);
  }
}
