package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentLogTest {
  private final List<byte[]> lines = new ArrayList<>();

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
    assertThat(lines).extracting(AgentLogTest::text).containsExactly("{\"a\":\"1\"}", "{\"b\":{}}");
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
    assertThat(text(lines.getFirst())).isEqualTo(line);
  }

  @Test
  void what_no_text_may_hold_is_replaced() throws IOException {
    read("{\"data\":[{\"a\\u0000b\":\"x\\u0000\\ud800y\"}]}");

    assertThat(text(lines.getFirst())).isEqualTo("{\"a�b\":\"x��y\"}");
  }

  @Test
  void a_number_no_double_can_hold_stays_one() throws IOException {
    var line = AgentLog.line("{\"n\":1e400}".getBytes(UTF_8));

    assertThat(AgentJson.MAPPER.writeValueAsString(line)).isEqualTo("{\"n\":1E+400}");
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
  void so_are_too_many_lines_and_too_deep_ones() {
    var many = "{},".repeat(AgentLog.LINES_MAX) + "{}";
    var deep = "{\"a\":".repeat(40) + "1" + "}".repeat(40);

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
    lines.clear();
    try (SpooledBody spooled = Spools.body(body.getBytes(UTF_8))) {
      return AgentLog.read(spooled, lines::add);
    }
  }

  private static String text(byte[] line) {
    return new String(line, UTF_8);
  }
}
