package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentLogEvent.AgentLogged;
import mimir.contracts.runtime.TopicNames;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of a log through the listener, from their headers to their records. */
@QuarkusTest
class LogRouteTest {
  private static final String LOG = "/api/osquery/log";

  @Inject AgentDoor door;
  @Inject MeterRegistry metrics;
  @Inject TopicNames topics;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private Agent agent;

  @BeforeEach
  void enroll() throws Exception {
    agent = door.enrolled();
  }

  /** Where the node key stands. */
  enum Key {
    HEADER,
    BODY,
    BOTH
  }

  @ParameterizedTest
  @EnumSource
  void lines_are_taken_wherever_the_key_stands_packed_or_not(Key key) throws Exception {
    assertThat(log(key, "{\"n\":1},{\"n\":2}", false)).isEmpty();
    assertThat(log(key, "{\"n\":3}", true)).isEmpty();

    assertThat(lines()).containsExactly(Map.of("n", 1), Map.of("n", 2), Map.of("n", 3));
  }

  @Test
  void two_keys_are_refused() throws Exception {
    var other = door.enrolled();
    double before = refused(Refusal.TWO_KEYS);

    var reply = agent.post(LOG, body(other, "{\"n\":1}"), "Authorization", header(agent));

    assertThat(reply.has("error")).isTrue();
    assertThat(refused(Refusal.TWO_KEYS)).isEqualTo(before + 1);
    assertThat(door.logs(door.hostId(other))).isEmpty();
    assertThat(lines()).isEmpty();
  }

  @Test
  void a_host_sends_one_at_a_time_and_hears_so_at_once() throws Exception {
    var other = door.enrolled();
    var body = body(agent, "{\"n\":1}");
    double before = refused(Refusal.BUSY);

    try (var first = connect()) {
      first.head(agent.nodeKey, body.length());
      first.write(body.substring(0, 10));
      await().untilAsserted(() -> assertThat(running()).isPositive());

      try (var second = connect()) {
        second.head(agent.nodeKey, 60 << 20);
        assertThat(second.reply()).startsWith("{\"error\":").contains("other lines of this host");
      }
      assertThat(log(Key.HEADER, "{\"n\":2}", false).has("error")).isTrue();
      assertThat(log(Key.BODY, "{\"n\":2}", false).has("error")).isTrue();
      assertThat(other.post(LOG, body(other, "{\"n\":3}"))).isEmpty();
      assertThat(refused(Refusal.BUSY)).isEqualTo(before + 3);

      first.write(body.substring(10));
      assertThat(first.reply()).isEqualTo("{}");
    }

    assertThat(log(Key.HEADER, "{\"n\":4}", false)).isEmpty();
    assertThat(lines()).containsExactly(Map.of("n", 1), Map.of("n", 4));
  }

  /** What one line does must not come back for ever, with all the others behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"DEEP", "{\"n\":NUMBER}", "{\"text\":\"LONG\"}", "7", "[]", "null"})
  void a_hostile_line_is_dropped_and_the_others_are_taken(String line) throws Exception {
    var hostile =
        line.replace("DEEP", "{\"a\":".repeat(500) + "1" + "}".repeat(500))
            .replace("NUMBER", "1".repeat(100_000))
            .replace("LONG", "x".repeat(2 << 20));

    assertThat(log(Key.HEADER, "{\"n\":1}," + hostile + ",{\"n\":2}", false)).isEmpty();

    assertThat(lines()).containsExactly(Map.of("n", 1), Map.of("n", 2));
  }

  @Test
  void bytes_that_are_no_utf8_are_replaced() throws Exception {
    var body = body(agent, "{\"path\":\"/caf?\",\"emoji\":\"\ud83d\ude00\"}").getBytes(UTF_8);
    for (int at = 0; at < body.length; at++) {
      body[at] = body[at] == '?' ? (byte) 0xE9 : body[at];
    }

    assertThat(agent.send("POST", LOG, body)).isEmpty();

    assertThat(lines()).containsExactly(Map.of("path", "/caf\ufffd", "emoji", "\ud83d\ude00"));
  }

  /** Just as large as one may be, of characters that are twelve bytes when they are escaped. */
  @Test
  void a_line_of_nothing_but_emoji_fits_its_record() throws Exception {
    var text = "\ud83d\ude00".repeat((AgentLog.LINE_BYTES_MAX - 20) / 4);

    assertThat(log(Key.HEADER, "{\"e\":\"" + text + "\"}", false)).isEmpty();

    assertThat(lines()).containsExactly(Map.of("e", text));
  }

  /** As large as a body may be. */
  @Test
  void a_line_of_64_mib_of_nobody_is_passed_over() throws Exception {
    var chunk = "x".repeat(1 << 20).getBytes(UTF_8);
    var beginning = "{\"data\":[{\"a\":\"".getBytes(UTF_8);
    var end = "\"}]}".getBytes(UTF_8);
    double before = refused(Refusal.UNKNOWN_KEY);

    try (var socket = connect()) {
      socket.head(null, beginning.length + 63 * chunk.length + end.length);
      socket.write(beginning);
      for (int n = 0; n < 63; n++) {
        socket.write(chunk);
      }
      socket.write(end);
      assertThat(socket.reply()).contains("\"node_invalid\":true");
    }

    assertThat(refused(Refusal.UNKNOWN_KEY)).isEqualTo(before + 1);
  }

  /** A real failure: the topic takes no record for a while. */
  @Test
  void lines_that_kafka_does_not_confirm_are_not_acknowledged() throws Exception {
    assertThat(log(Key.HEADER, "{\"n\":1}", false)).isEmpty();
    double before = refused(Refusal.NOT_DURABLE);
    double faults = refused(Refusal.FAULT);
    largest(AlterConfigOp.OpType.SET);
    try {
      await()
          .untilAsserted(
              () -> assertThat(log(Key.HEADER, "{\"n\":2}", false).has("error")).isTrue());
    } finally {
      largest(AlterConfigOp.OpType.DELETE);
    }

    assertThat(refused(Refusal.NOT_DURABLE)).isGreaterThan(before);
    await().untilAsserted(() -> assertThat(log(Key.HEADER, "{\"n\":3}", false)).isEmpty());
    assertThat(refused(Refusal.FAULT)).isEqualTo(faults);
    assertThat(lines()).startsWith(Map.of("n", 1)).endsWith(Map.of("n", 3));
  }

  private void largest(AlterConfigOp.OpType change) throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, topics.of(Topics.AGENT_LOGS));
    var op = new AlterConfigOp(new ConfigEntry("max.message.bytes", "10"), change);
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(op))).all().get();
    }
  }

  private List<Map<String, Object>> lines() {
    return door.logs(door.hostId(agent)).stream().map(AgentLogged::line).toList();
  }

  private JsonNode log(Key key, String lines, boolean packed) throws Exception {
    var body = (key == Key.HEADER ? members(lines) : body(agent, lines)).getBytes(UTF_8);
    var encoding = packed ? "gzip" : "identity";
    var sent = packed ? gzip(body) : body;
    return key == Key.BODY
        ? agent.send("POST", LOG, sent, "Content-Encoding", encoding)
        : agent.send(
            "POST", LOG, sent, "Content-Encoding", encoding, "Authorization", header(agent));
  }

  private static String members(String lines) {
    return "{\"log_type\":\"result\",\"data\":[" + lines + "]}";
  }

  private static String body(Agent agent, String lines) {
    return members(lines).replaceFirst("}$", ",\"node_key\":\"" + agent.nodeKey + "\"}");
  }

  private static String header(Agent agent) {
    return "NodeKey " + agent.nodeKey;
  }

  private double refused(Refusal reason) {
    return metrics.counter("mimir.dispatch.logs.refused", "reason", reason.label()).count();
  }

  private double running() {
    return metrics.get("mimir.dispatch.logs.running").gauge().value();
  }

  private RawPost connect() throws IOException {
    return new RawPost(door.port(), LOG);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
