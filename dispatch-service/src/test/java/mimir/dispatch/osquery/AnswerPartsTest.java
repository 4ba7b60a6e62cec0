package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.ingest.ResultPart.Stats;
import mimir.dispatch.osquery.AgentWrite.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerPartsTest {
  private SpooledBody body;

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
  void rows_behind_what_is_kept_are_dropped_and_their_answers_say_so() throws IOException {
    var kept = "{\"queries\":{\"a\":[{\"c\":\"1\"}],\"b\":[{\"c\":\"\u00e9\"},{\"c\":\"3";
    var behind =
        "\"},{\"c\":\"4\"}],\"d\":[{\"c\":\"5\"}],\"e\":[{\"c\":\"6\"}]},"
            + "\"statuses\":{\"a\":0,\"b\":0,\"e\":1},\"node_key\":\"k\"}";
    body = Spools.body(kept.getBytes(UTF_8));

    var write = AnswerParts.read(body, new ByteArrayInputStream(behind.getBytes(UTF_8)));

    assertThat(write.nodeKey).isEqualTo("k");
    assertThat(rows(write, "a")).containsExactly(Map.of("c", "1"));
    assertThat(rows(write, "b")).containsExactly(Map.of("c", "\u00e9"));
    assertThat(write.answers.get("d").parts).isEmpty();
    assertThat(write.answers.get("e").failed()).isTrue();
    assertThat(
            write.answers.entrySet().stream()
                .filter(each -> each.getValue().truncated())
                .map(Map.Entry::getKey))
        .containsExactly("b", "d");
  }

  @Test
  void a_row_that_ends_with_the_last_kept_byte_is_kept() throws IOException {
    body = Spools.body("{\"queries\":{\"a\":[{\"c\":\"1\"}".getBytes(UTF_8));

    var write = AnswerParts.read(body, new ByteArrayInputStream("]}}".getBytes(UTF_8)));

    assertThat(rows(write, "a")).containsExactly(Map.of("c", "1"));
    assertThat(write.answers.get("a").truncated()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "]", "]}", "]}}x", "]}}{\"queries\":{}}"})
  void what_is_broken_behind_the_kept_bytes_is_refused(String behind) throws IOException {
    body = Spools.body("{\"queries\":{\"a\":[{\"c\":\"1\"}".getBytes(UTF_8));

    assertThatThrownBy(
            () -> AnswerParts.read(body, new ByteArrayInputStream(behind.getBytes(UTF_8))))
        .isInstanceOfSatisfying(
            Refusal.BodyRefused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Refusal.NOT_JSON));
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

    var parts = parts(write, "a");
    assertThat(parts).extracting(JsonRows::replaced).containsExactly(0, 3);
    assertThat(parts.get(1)).containsExactly(Map.of("c\uFFFD", "\uFFFDa\uFFFD"));
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

    var write = read("{\"queries\":{\"a\":[" + rows + "]}}");

    assertThat(write.answers.get("a").parts)
        .extracting(Part::rows)
        .containsExactly(1_000, 1_000, 500);
    assertThat(parts(write, "a")).extracting(List::size).containsExactly(1_000, 1_000, 500);
    assertThat(parts(write, "a").get(1).getFirst()).isEqualTo(Map.of("n", "1000"));
  }

  @Test
  void a_part_has_at_most_so_many_bytes() throws IOException {
    var row = "{\"c\":\"" + "x".repeat(100_000) + "\"}";
    var rows = String.join(",", Collections.nCopies(12, row));

    var parts = read("{\"queries\":{\"a\":[" + rows + "]}}").answers.get("a").parts;

    assertThat(parts).extracting(Part::rows).containsExactly(5, 5, 2);
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

  /** 22 million of them fit into one body: once, each was a map. */
  @Test
  void empty_rows_are_counted_and_not_kept() throws IOException {
    var write = read("{\"queries\":{\"a\":[{}" + ",{}".repeat(999_999) + "]}}");

    assertThat(write.answers.get("a").parts).hasSize(1_000).allMatch(part -> part.rows() == 1_000);
    assertThat(parts(write, "a").getLast()).hasSize(1_000);
  }

  @Test
  void rows_that_can_be_are_sent_as_they_came() throws IOException {
    var rows = "{\"a\": \"C:\\\\users\\n\\/\", \"é\":\"\uD83D\uDE00\"} ,\n {\"c\":\"\"}";

    var part = parts(read("{\"queries\":{\"a\": [ " + rows + " ]}}"), "a").getFirst();

    assertThat(message(part)).contains("\"rows\":[" + rows + "]");
    assertThat(part)
        .containsExactly(Map.of("a", "C:\\users\n/", "é", "\uD83D\uDE00"), Map.of("c", ""));
  }

  @ParameterizedTest(name = "row {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":"1","b":"2","a":"3"}     | [{"a":"3","b":"2"}]                       | 0
          {"a":"1"},{"a":"2","a":"3"}   | [{"a":"1"},{"a":"3"}]                     | 0
          {"a":"1","b":""},{"b":"2"}    | [{"a":"1","b":""},{"b":"2"}]              | 0
          {"a":1e400000,"b":null}       | [{"a":"1e400000","b":""}]                 | 0
          {"a":"\\u0041"}               | [{"a":"A"}]                               | 0
          {"a":"\\ud83d\\ude00"}        | [{"a":"\uD83D\uDE00"}]                    | 0
          {"a":"\\u0000","\\u0000":"\\udc00"} | [{"a":"\uFFFD","\uFFFD":"\uFFFD"}]           | 3
          """)
  void other_rows_are_written_anew(String rows, String sent, int replaced) throws IOException {
    var part = parts(read("{\"queries\":{\"a\":[" + rows + "]}}"), "a").getFirst();

    assertThat(message(part)).contains("\"rows\":" + sent);
    assertThat(part.replaced()).isEqualTo(replaced);
  }

  /** File names come as the bytes that they are; also what a lenient parser would let pass. */
  @ParameterizedTest(name = "bytes {0}")
  @CsvSource({
    "FF, \uFFFD, 1",
    "41E9, A\uFFFD, 1",
    "EFBFBDE9EFBFBD, \uFFFD\uFFFD\uFFFD, 1",
    "C080, \uFFFD\uFFFD, 2",
    "C181, \uFFFD\uFFFD, 2",
    "EDA080, \uFFFD, 1",
    "F7BFBFBF, \uFFFD\uFFFD\uFFFD\uFFFD, 4",
    "C3A9F09F9880, \u00E9\uD83D\uDE00, 0"
  })
  void bytes_that_are_no_utf8_do_not_reach_kafka(String bytes, String cell, int replaced)
      throws IOException {
    var json = new ByteArrayOutputStream();
    json.writeBytes("{\"queries\":{\"a\":[{\"c\":\"".getBytes(UTF_8));
    json.writeBytes(HexFormat.of().parseHex(bytes));
    json.writeBytes("\"}]}}".getBytes(UTF_8));

    var part = parts(read(json.toByteArray()), "a").getFirst();

    assertThat(part).containsExactly(Map.of("c", cell));
    assertThat(part.replaced()).isEqualTo(replaced);
    assertThat(message(part)).contains("[{\"c\":\"" + cell + "\"}]");
  }

  @Test
  void a_row_whose_numbers_would_outgrow_a_message_as_texts_is_too_large() throws IOException {
    var row =
        IntStream.range(0, 30_000)
            .mapToObj(n -> "\"%024d\":1".formatted(n))
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(row.length()).isBetween(850_000, (int) AnswerParts.ROW_BYTES_MAX);

    assertThat(read("{\"queries\":{\"a\":[" + row + "]}}").answers.get("a").rowTooLarge).isTrue();
  }

  /** 512 KiB of them as they come would be more than Kafka takes when they are written anew. */
  @Test
  void a_part_keeps_its_size_when_numbers_become_texts() throws IOException {
    var row =
        IntStream.range(0, 500)
            .mapToObj(n -> "\"%03d\":1".formatted(n))
            .collect(Collectors.joining(",", "{", "}"));
    var rows = String.join(",", Collections.nCopies(200, row));

    expectSmallParts(read("{\"queries\":{\"a\":[" + rows + "]}}"), 200);
  }

  @Test
  void a_part_keeps_its_size_when_bytes_become_utf8() throws IOException {
    expectSmallParts(read(rowsOfBytes(200, 5_000)), 200);
  }

  @Test
  void a_row_whose_bytes_would_outgrow_a_message_as_utf8_is_too_large() throws IOException {
    int third = (int) AnswerParts.ROW_BYTES_MAX / 3;

    assertThat(read(rowsOfBytes(1, third)).answers.get("a").rowTooLarge).isTrue();
    assertThat(read(rowsOfBytes(1, third - 100)).answers.get("a").rowTooLarge).isFalse();
  }

  private void expectSmallParts(AgentWrite write, int rows) throws IOException {
    var parts = parts(write, "a");

    assertThat(parts).hasSizeGreaterThan(1);
    assertThat(parts.stream().mapToInt(List::size).sum()).isEqualTo(rows);
    assertThat(parts)
        .allMatch(part -> message(part).getBytes(UTF_8).length <= ResultPart.BYTES_MAX + 1_024);
  }

  /** Each row has one cell of so many bytes, and none of those is UTF-8. */
  private static byte[] rowsOfBytes(int rows, int bytes) {
    var cell = new byte[bytes];
    Arrays.fill(cell, (byte) 0xFF);
    var json = new ByteArrayOutputStream();
    json.writeBytes("{\"queries\":{\"a\":[".getBytes(UTF_8));
    for (int row = 0; row < rows; row++) {
      json.writeBytes((row == 0 ? "{\"c\":\"" : ",{\"c\":\"").getBytes(UTF_8));
      json.writeBytes(cell);
      json.writeBytes("\"}".getBytes(UTF_8));
    }
    json.writeBytes("]}}".getBytes(UTF_8));
    return json.toByteArray();
  }

  @Test
  void a_cell_of_any_size_makes_its_row_too_large_and_nothing_else() throws IOException {
    var write =
        read(
            "{\"queries\":{\"a\":[{\"c\":\""
                + "x".repeat(5 << 20)
                + "\"}],\"b\":[{\"c\":\"1\"}]}}");

    assertThat(write.answers.get("a").rowTooLarge).isTrue();
    assertThat(rows(write, "b")).containsExactly(Map.of("c", "1"));
  }

  /** The parser keeps each name: in 64 MiB there is room for more of them than in the memory. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"queries\":{\"a\":[{%s}]}}",
        "{\"queries\":{\"a\":[{},{%s}]}}",
        "{\"stats\":{\"a\":{%s}}}",
        "{\"later\":[{\"x\":{%s}}]}",
        "{%s}"
      })
  void different_names_are_bounded_wherever_they_are(String around) throws IOException {
    var many = names(FewNames.NAMES_MAX + 1, "%d");
    var fewer = names(FewNames.NAMES_MAX - 10, "%d");
    var longer = names(300, "%04000d");

    assertThatThrownBy(() -> read(around.formatted(many))).hasMessageContaining("names");
    assertThatThrownBy(() -> read(around.formatted(longer))).hasMessageContaining("names");
    assertThat(read(around.formatted(fewer))).isNotNull();
  }

  private static String names(int count, String format) {
    return IntStream.range(0, count)
        .mapToObj(n -> "\"" + format.formatted(n) + "\":\"\"")
        .collect(Collectors.joining(","));
  }

  @Test
  void the_messages_of_a_write_are_bounded_together() throws IOException {
    var messages =
        IntStream.range(0, 100)
            .mapToObj(n -> "\"%d\":\"%s\"".formatted(n, "x".repeat(8_000)))
            .collect(Collectors.joining(","));

    var write = read("{\"messages\":{" + messages + "}}");

    assertThat(write.answers.values().stream().mapToInt(each -> each.message.length()).sum())
        .isEqualTo(256 * 1024);
  }

  @Test
  void a_message_is_cut() throws IOException {
    var write = read("{\"messages\":{\"a\":\"" + "x".repeat(500_000) + "\"}}");

    assertThat(write.answers.get("a").message).hasSize(8 * 1024);
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

  private AgentWrite read(String json) throws IOException {
    return read(json.getBytes(UTF_8));
  }

  private AgentWrite read(byte[] bytes) throws IOException {
    body = Spools.body(bytes);
    return AnswerParts.read(body);
  }

  private List<Map<String, String>> rows(AgentWrite write, String id) throws IOException {
    var rows = new ArrayList<Map<String, String>>();
    for (JsonRows part : parts(write, id)) {
      rows.addAll(part);
    }
    return rows;
  }

  /** The JSON of a message with these rows. */
  private static String message(JsonRows rows) {
    var id = new UUID(0, 1);
    return new String(
        ResultPart.CODEC.encode(
            new ResultPart(
                id,
                id,
                new ResultPart.Assignment(id, id, id),
                1,
                0,
                true,
                0,
                null,
                null,
                Instant.EPOCH,
                null,
                rows.replaced(),
                null,
                rows)),
        UTF_8);
  }

  /** As they go to Kafka. */
  private List<JsonRows> parts(AgentWrite write, String id) throws IOException {
    var parts = new ArrayList<JsonRows>();
    for (Part part : write.answers.get(id).parts) {
      parts.add(JsonRows.of(body, part));
    }
    return parts;
  }
}
