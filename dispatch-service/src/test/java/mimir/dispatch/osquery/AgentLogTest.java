package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.contracts.agent.AgentLogEvent;
import mimir.contracts.agent.AgentLogEvent.AgentLogged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentLogTest {
  private static final TypeReference<LinkedHashMap<String, Object>> MEMBERS =
      new TypeReference<>() {};

  private final List<String> lines = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"node_key\":\"k\",\"log_type\":\"result\",\"data\":[{\"a\":\"1\"},{\"b\":{}}]}",
        "{\"data\":[{\"a\":\"1\"},{\"b\":{}}],\"x\":[{}],\"log_type\":\"result\",\"node_key\":\"k\"}"
      })
  void members_stand_in_any_order_and_lines_keep_theirs(String body) throws IOException {
    var log = read(body);

    assertThat(log.nodeKey).isEqualTo("k");
    assertThat(log.logType).isEqualTo("result");
    assertThat(lines).containsExactly("{\"a\":\"1\"}", "{\"b\":{}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":1e400,\"m\":-0.10,\"big\":12345678901234567890123}",
        "{\"columns\":{\"a\":\"\",\"b\":null},\"list\":[1,[true,false]],\"\":\"ü𝄞\"}",
        "{\"esc\":\"\\u001B[31m\\r\\n\\\"\\\\\"}",
        "{}"
      })
  void a_line_is_kept_as_it_was_written(String line) throws IOException {
    assertThat(read("{\"data\":[" + line + "]}").lines).isOne();
    assertThat(lines.getFirst()).isEqualTo(line);
  }

  @Test
  void what_no_text_may_hold_is_replaced() throws IOException {
    read("{\"data\":[{\"a\\u0000b\":\"x\\u0000\\ud800y\"}]}");

    assertThat(lines.getFirst()).isEqualTo("{\"a�b\":\"x��y\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":1e400,\"m\":[1e1,2e2],\"null\":null,\"Case\":{\"camelCase\":\"x\"}}",
        "{\"emoji\":\"EMOJI\"}",
        "{\"emoji\":\"xEMOJI\",\"more\":\"EMOJI\"}"
      })
  void what_is_measured_is_what_is_sent(String written) throws IOException {
    var line = written.replace("EMOJI", "\ud83d\ude00".repeat(10_000));
    var bytes = line.getBytes(UTF_8);
    try (SpooledBody body = Spools.body(bytes)) {
      var read = JsonLine.of(body, 0, bytes.length);
      var message = new AgentLogged(UUID.randomUUID(), "result", Instant.EPOCH, read);

      var sent = new String(AgentLogEvent.CODEC.encode(message), UTF_8);

      assertThat(sent).contains("\"line\":" + line);
      assertThat(read.bytes()).isEqualTo(bytes.length);
      assertThat(read.keySet()).isEqualTo(AgentJson.MAPPER.readValue(line, MEMBERS).keySet());
    }
  }

  @Test
  void bytes_that_are_no_utf8_are_replaced_and_the_rest_stays() throws IOException {
    var body = new ByteArrayOutputStream();
    body.writeBytes("{\"data\":[{\"p\":\"/caf".getBytes(UTF_8));
    body.write(0xE9);
    body.writeBytes("\"},{\"p\":\"ü\"}],\"x\":\"".getBytes(UTF_8));
    body.write(0xFF);
    body.writeBytes("\"}".getBytes(UTF_8));

    assertThat(read(body.toByteArray()).lines).isEqualTo(2);
    assertThat(lines).containsExactly("{\"p\":\"/caf\ufffd\"}", "{\"p\":\"ü\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEEP", "{\"n\":NUMBER}", "{\"a\":[{\"n\":-NUMBER.5}]}"})
  void a_line_that_breaks_a_bound_keeps_no_other_back(String bad) throws IOException {
    var deep = "{\"a\":".repeat(40) + "1" + "}".repeat(40);
    var line = bad.replace("DEEP", deep).replace("NUMBER", "1".repeat(10_000));

    var log = read("{\"data\":[{\"a\":\"1\"}," + line + ",{\"b\":\"2\"}]}");

    assertThat(log.malformed).isOne();
    assertThat(lines).containsExactly("{\"a\":\"1\"}", "{\"b\":\"2\"}");
  }

  /** It is passed over where it lies: a process of 256 MiB has no room for it. */
  @Test
  void a_line_of_64_mib_takes_no_memory() throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var chunk = "x".repeat(1 << 20).getBytes(UTF_8);
    try (SpooledBody body = Spools.body("{\"data\":[{\"a\":\"".getBytes(UTF_8))) {
      for (int n = 0; n < 64; n++) {
        body.append(chunk, chunk.length);
      }
      var rest = "\"},{\"b\":\"2\"}]}".getBytes(UTF_8);
      body.append(rest, rest.length);
      long before = threads.getCurrentThreadAllocatedBytes();

      var log = AgentLog.read(body, line -> lines.add(line.json()));

      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
      assertThat(log.tooLarge).isOne();
      assertThat(lines).containsExactly("{\"b\":\"2\"}");
    }
  }

  @Test
  void a_line_that_grows_beyond_the_bound_when_it_is_cleaned_is_dropped() throws IOException {
    var body = new ByteArrayOutputStream();
    body.writeBytes("{\"data\":[{\"p\":\"".getBytes(UTF_8));
    body.writeBytes(new byte[AgentLog.LINE_BYTES_MAX / 2].clone());
    body.writeBytes("\"}]}".getBytes(UTF_8));
    var bytes = body.toByteArray();
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = bytes[at] == 0 ? (byte) 0xE9 : bytes[at];
    }

    assertThat(read(bytes).tooLarge).isOne();
    assertThat(lines).isEmpty();
  }

  @Test
  void too_many_different_names_are_refused() {
    var names =
        IntStream.range(0, FewNames.NAMES_MAX + 1)
            .mapToObj(n -> "\"" + n + "\":1")
            .collect(Collectors.joining(","));

    for (var body : List.of("{\"data\":[{" + names + "}]}", "{\"x\":{" + names + "}}")) {
      assertThatThrownBy(() -> read(body)).hasMessageContaining("names");
    }
  }

  @Test
  void another_encoding_than_utf8_is_refused() {
    assertThatThrownBy(() -> read("{\"data\":[]}".getBytes(UTF_16LE)))
        .hasMessageContaining("UTF-8");
  }

  @Test
  void a_line_that_no_record_can_carry_is_dropped_and_counted() throws IOException {
    var large = "{\"a\":\"" + "x".repeat(AgentLog.LINE_BYTES_MAX) + "\"}";

    var log = read("{\"data\":[{\"a\":\"1\"}," + large + ",\"text\",7,null,[],{\"b\":\"2\"}]}");

    assertThat(log.lines).isEqualTo(2);
    assertThat(lines).hasSize(2);
    assertThat(log.tooLarge).isEqualTo(1);
    assertThat(log.malformed).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"data\":{}}",
        "{\"data\":[{\"a\":\"1\"}",
        "{\"data\":[{\"a\":",
        "{\"data\":[]} x",
        "{\"data\":[{\"a\":1x}]}"
      })
  void what_is_no_log_is_refused(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(IOException.class);
  }

  @Test
  void so_are_too_many_lines_and_what_is_deep_without_end() {
    var many = "{},".repeat(AgentLog.LINES_MAX) + "{}";
    var deep = "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000);

    assertThatThrownBy(() -> read("{\"data\":[" + many + "]}")).hasMessageContaining("lines");
    assertThatThrownBy(() -> read("{\"data\":[" + deep + "]}")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "result, result",
        "status, status",
        "snapshot, snapshot",
        "A, other",
        "none, other",
        "'', other",
        "'x\r\ny', other"
      })
  void a_type_is_osquerys_word(String told, String type) {
    assertThat(LogAnswer.type(told)).isEqualTo(type);
  }

  private AgentLog read(String body) throws IOException {
    return read(body.getBytes(UTF_8));
  }

  private AgentLog read(byte[] body) throws IOException {
    lines.clear();
    try (SpooledBody spooled = Spools.body(body)) {
      return AgentLog.read(spooled, line -> lines.add(line.json()));
    }
  }
}
