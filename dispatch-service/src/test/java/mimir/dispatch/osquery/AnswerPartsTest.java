package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.ingest.ResultPart.Stats;
import mimir.dispatch.osquery.AgentWrite.RowsPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerPartsTest {

  @Test
  void a_write_of_osquery_is_read_whole_whatever_its_order() throws IOException {
    var write =
        read(
            """
            {"queries": {"a": [{"pid": "1", "name": "init"}], "b": []},
             "statuses": {"a": 0, "b": 1},
             "messages": {"a": "", "b": "no such table: nope"},
             "stats": {"a": {"wall_time_ms": 12, "user_time": 3, "system_time": 1, "memory": 4096},
                       "b": {}},
             "later": {"x": [1, {"y": null}]},
             "reported_at": "2026-03-01T12:00:00Z",
             "node_key": "k"}
            """);

    assertThat(write.nodeKey).isEqualTo("k");
    assertThat(write.reportedAt).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(rows(write, "a")).containsExactly(Map.of("pid", "1", "name", "init"));
    assertThat(write.answers.get("a").stats).isEqualTo(new Stats(12L, 3L, 1L, 4096L));
    assertThat(write.answers.get("a").failed()).isFalse();
    assertThat(write.answers.get("b").failed()).isTrue();
    assertThat(write.answers.get("b").message).isEqualTo("no such table: nope");
    assertThat(write.answers.get("b").stats).isNull();
    assertThat(write.answers.get("b").parts).isEmpty();
  }

  @Test
  void rows_and_columns_keep_their_order() throws IOException {
    var write = read("{\"queries\":{\"a\":[{\"z\":\"1\",\"b\":\"2\",\"a\":\"3\"},{\"c\":\"\"}]}}");

    assertThat(rows(write, "a").getFirst().keySet()).containsExactly("z", "b", "a");
    assertThat(rows(write, "a").get(1)).isEqualTo(Map.of("c", ""));
  }

  @Test
  void a_row_that_no_message_can_carry_ends_its_answer_and_no_other() throws IOException {
    var large = "x".repeat((int) AnswerParts.ROW_BYTES_MAX);

    var write =
        read(
            "{\"queries\":{\"a\":[{\"c\":\"1\"},{\"c\":\""
                + large
                + "\"},{\"c\":\"3\"}],"
                + "\"b\":[{\"c\":\"1\"}]},\"statuses\":{\"a\":0,\"b\":0}}");

    assertThat(write.answers.get("a").failed()).isTrue();
    assertThat(write.answers.get("a").parts).isEmpty();
    assertThat(write.answers.get("b").failed()).isFalse();
    assertThat(rows(write, "b")).containsExactly(Map.of("c", "1"));
  }

  @Test
  void more_queries_than_were_ever_handed_out_are_refused() {
    var ids =
        IntStream.rangeClosed(0, AgentWrite.ANSWERS_MAX)
            .mapToObj(n -> "\"" + n + "\":0")
            .collect(Collectors.joining(","));

    assertThatThrownBy(() -> read("{\"statuses\":{" + ids + "}}")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest(name = "status {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0     | 0
          "0"   | 0
          1     | 1
          "1"   | 1
          " 2 " | 2
          -1    | -1
          """)
  void a_status_is_a_number_or_its_text(String json, int status) throws IOException {
    assertThat(read("{\"statuses\":{\"a\":" + json + "}}").answers.get("a").status)
        .isEqualTo(status);
  }

  @ParameterizedTest(name = "R-2 cell {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "text"   | text
          ""       | ``
          null     | ``
          5        | 5
          1.50     | 1.50
          true     | true
          "=cmd()" | =cmd()
          """)
  void a_cell_is_a_text(String json, String text) throws IOException {
    var write = read("{\"queries\":{\"a\":[{\"c\":" + json + "}]}}");

    assertThat(rows(write, "a")).containsExactly(Map.of("c", text));
  }

  @Test
  void what_is_replaced_is_counted_by_character_and_in_its_own_part() throws IOException {
    var clean = "{\"c\":\"x\"},".repeat(ResultPart.ROWS_MAX);

    var write = read("{\"queries\":{\"a\":[" + clean + "{\"c\\u0000\":\"\\u0000a\\ud800\"}]}}");

    var parts = write.answers.get("a").parts;
    assertThat(parts).extracting(RowsPart::nulReplaced).containsExactly(0, 3);
    assertThat(parts.get(1).rows()).containsExactly(Map.of("c\uFFFD", "\uFFFDa\uFFFD"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "0", "[]"})
  void no_rows_are_no_parts(String none) throws IOException {
    assertThat(read("{\"queries\":{\"a\":" + none + "}}").answers.get("a").parts).isEmpty();
  }

  @Test
  void a_part_has_at_most_so_many_rows() throws IOException {
    var rows =
        IntStream.range(0, 2_500)
            .mapToObj(n -> "{\"n\":\"" + n + "\"}")
            .collect(Collectors.joining(","));

    var parts = read("{\"queries\":{\"a\":[" + rows + "]}}").answers.get("a").parts;

    assertThat(parts).extracting(part -> part.rows().size()).containsExactly(1_000, 1_000, 500);
    assertThat(parts.get(1).rows().getFirst()).isEqualTo(Map.of("n", "1000"));
  }

  @Test
  void a_part_has_at_most_so_many_bytes() throws IOException {
    var row = "{\"c\":\"" + "x".repeat(100_000) + "\"}";
    var rows = String.join(",", Collections.nCopies(12, row));

    var parts = read("{\"queries\":{\"a\":[" + rows + "]}}").answers.get("a").parts;

    assertThat(parts).extracting(part -> part.rows().size()).containsExactly(5, 5, 2);
    assertThat(5 * row.length()).isLessThan(ResultPart.BYTES_MAX);
  }

  @Test
  void ten_thousand_columns_are_a_row() throws IOException {
    var columns =
        IntStream.range(0, 10_000)
            .mapToObj(n -> "\"c" + n + "\":\"" + n + "\"")
            .collect(Collectors.joining(","));

    assertThat(rows(read("{\"queries\":{\"a\":[{" + columns + "}]}}"), "a").getFirst())
        .hasSize(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"x\"",
        "{",
        "{\"queries\"",
        "{\"queries\":{\"a\":[{\"c\":\"x\"}",
        "{\"queries\":{\"a\":[{\"c\":\"x\"}]}",
        "{\"queries\":[]}",
        "{\"queries\":\"\"}",
        "{\"queries\":{\"a\":{}}}",
        "{\"queries\":{\"a\":[1]}}",
        "{\"queries\":{\"a\":[[]]}}",
        "{\"queries\":{\"a\":[{\"c\":{}}]}}",
        "{\"queries\":{\"a\":[{\"c\":[]}]}}",
        "{\"statuses\":{\"a\":\"ok\"}}",
        "{\"statuses\":{\"a\":{}}}",
        "{\"statuses\":{\"a\":99999999999}}",
        "{\"messages\":{\"a\":[]}}",
        "{\"queries\":{\"a\":[{\"c\":NaN}]}}",
        "{queries:{}}",
        "{\"queries\":{}} x"
      })
  void what_is_no_write_is_refused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"x\":%s}", "{\"queries\":{\"a\":[{\"c\":%s}]}}", "{\"stats\":{\"a\":%s}}"})
  void depth_is_bounded(String around) {
    var deep = "[".repeat(100) + "]".repeat(100);

    assertThatThrownBy(() -> read(around.formatted(deep))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yesterday\"", "0", "null", "{}", "[1]"})
  void a_time_that_is_none_is_not_believed(String json) throws IOException {
    assertThat(read("{\"reported_at\":" + json + "}").reportedAt).isNull();
  }

  private static AgentWrite read(String json) throws IOException {
    return AnswerParts.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }

  private static List<Map<String, String>> rows(AgentWrite write, String id) {
    return write.answers.get(id).parts.stream().flatMap(part -> part.rows().stream()).toList();
  }
}
