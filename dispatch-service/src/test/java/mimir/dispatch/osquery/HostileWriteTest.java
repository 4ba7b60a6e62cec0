package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import mimir.contracts.ingest.ResultPart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that may come as a write, through the listener, and what becomes of it. */
@QuarkusTest
class HostileWriteTest {
  private static final String WRITE = "/api/osquery/distributed/write";

  @Inject AgentDoor door;
  @Inject MeterRegistry metrics;

  private Agent agent;

  @BeforeEach
  void enroll() throws Exception {
    agent = door.enrolled();
  }

  /**
   * @param body with the node key for KEY
   * @param headers name, value, …
   */
  record Bad(Refusal reason, String what, Function<String, byte[]> body, String... headers) {
    @Override
    public String toString() {
      return reason + ": " + what;
    }
  }

  static Stream<Bad> refused() {
    return Stream.of(
        bad(Refusal.DEPTH, "20,000 deep", "{\"x\":" + "[".repeat(20_000)),
        bad(Refusal.DEPTH, "deep in stats", "{\"stats\":{\"a\":" + "{\"b\":".repeat(40)),
        bad(Refusal.LIMIT, "a number of a million digits", "{\"x\":" + "1".repeat(1_000_000) + "}"),
        bad(Refusal.LIMIT, "a number as a cell", row("\"c\":" + "1".repeat(100_000))),
        bad(Refusal.LIMIT, "a name of 4,097 characters", row("\"" + "n".repeat(4_097) + "\":\"\"")),
        bad(Refusal.LIMIT, "1,001 ids", "{\"queries\":{" + ids(1_001) + "},KEY}"),
        bad(Refusal.LIMIT, "41,000 names", "{\"x\":{" + ids(41_000) + "},KEY}"),
        bad(Refusal.NOT_JSON, "truncated", "{\"queries\":{\"a\":[{\"c\":\"x"),
        bad(Refusal.NOT_JSON, "trailing garbage", "{\"queries\":{},KEY} {}"),
        bad(Refusal.NOT_JSON, "a nested cell", row("\"c\":[\"x\"]")),
        bad(Refusal.NOT_JSON, "queries as an array", "{\"queries\":[],KEY}"),
        bad(Refusal.NOT_JSON, "queries as a text", "{\"queries\":\"\",KEY}"),
        bad(Refusal.NOT_JSON, "status 1.5", "{\"statuses\":{\"a\":1.5},KEY}"),
        bad(Refusal.NOT_JSON, "status null", "{\"statuses\":{\"a\":null},KEY}"),
        bad(Refusal.NOT_JSON, "a nested status", "{\"statuses\":{\"a\":{\"b\":0}},KEY}"),
        bad(Refusal.NOT_JSON, "a raw NUL", row("\"c\":\"\0\"")),
        bad(Refusal.NOT_JSON, "a byte order mark", "\uFEFF{\"queries\":{},KEY}"),
        in("UTF-16BE"),
        in("UTF-16LE"),
        in("UTF-32BE"),
        in("UTF-32LE"),
        bad(Refusal.TWO_KEYS, "two keys in the body", "{KEY,\"node_key\":\"other\"}"),
        bad(Refusal.TWO_KEYS, "another in the header", "{KEY}", "Authorization", "NodeKey KEY2"),
        bad(Refusal.UNKNOWN_KEY, "no key", "{}"),
        bad(Refusal.UNKNOWN_KEY, "a guess", "{}", "Authorization", "NodeKey guess"),
        bad(Refusal.ENCODING, "br", "{KEY}", "Content-Encoding", "br"),
        bad(Refusal.ENCODING, "zstd", "{KEY}", "Content-Encoding", "zstd"),
        bad(Refusal.ENCODING, "gzip that is none", "{KEY}", "Content-Encoding", "gzip"),
        bad(Refusal.ENCODING, "gzip, gzip", "{KEY}", "Content-Encoding", "gzip, gzip"),
        new Bad(
            Refusal.NOT_JSON,
            "gzip in gzip",
            key -> gzip(gzip("{\"node_key\":\"" + key + "\"}")),
            "Content-Encoding",
            "gzip"),
        new Bad(
            Refusal.RATIO,
            "a bomb",
            _ -> gzip("{\"queries\":" + " ".repeat(20 << 20)),
            "Content-Encoding",
            "gzip"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Bad bad) throws Exception {
    double before = count(bad.reason());
    var headers = bad.headers().clone();
    for (int n = 0; n < headers.length; n++) {
      headers[n] = headers[n].replace("KEY2", door.enrolled().nodeKey);
    }

    var reply = agent.send("POST", WRITE, bad.body().apply(agent.nodeKey), headers);

    assertThat(reply.path("error").asText()).isNotEmpty();
    assertThat(reply.path("node_invalid").asBoolean())
        .isEqualTo(bad.reason() == Refusal.UNKNOWN_KEY);
    assertThat(count(bad.reason())).isGreaterThan(before);
    assertThat(agent.read().has("queries")).as("the next request").isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "queries":{"%s":null}                              | 0 | 0
          "queries":{"%s":""}                                | 0 | 0
          "queries":{"%s":[]},"statuses":{"%1$s":"0"}        | 0 | 0
          "queries":{"%s":[]},"statuses":{"%1$s":"2"}        | 2 | 0
          "queries":{"%s":[{"a":"1"}]},"statuses":{"%1$s":1} | 1 | 0
          "queries":null,"statuses":{"%s":0}                 | 0 | 0
          "queries":{"%s":[{"a":1e400000,"b":null}]}         | 0 | 1
          "queries":{"%s":[{"a":"1","a":"2"},{}]}            | 0 | 2
          "queries":{"%s":[{"a":"\\u0000\\ud800"}]}          | 0 | 1
          "queries":{"%s":[{"a":"\\ud83d\\ude00"}]},"x":1    | 0 | 1
          """)
  void accepted(String members, int status, int rows) throws Exception {
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);
    var body = "{" + members.formatted(lease) + ",\"node_key\":\"" + agent.nodeKey + "\"}";

    assertThat(agent.post(WRITE, body)).isEmpty();

    assertThat(door.state(campaign, agent)).isEqualTo(status == 0 ? "responded" : "errored");
    assertThat(door.results(agent))
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.status()).isEqualTo(status);
              assertThat(part.rows()).hasSize(rows);
            });
  }

  @Test
  void bytes_that_are_no_utf8_are_replaced_and_never_a_failure() throws Exception {
    door.launch(agent);
    var lease = door.awaitLease(agent);
    var body = new ByteArrayOutputStream();
    body.writeBytes(("{\"queries\":{\"" + lease + "\":[{\"path\":\"/caf").getBytes(UTF_8));
    body.write(0xE9);
    body.writeBytes(("\"}]},\"node_key\":\"" + agent.nodeKey + "\"}").getBytes(UTF_8));

    assertThat(agent.send("POST", WRITE, body.toByteArray())).isEmpty();

    var part = door.results(agent).getFirst();
    assertThat(part.rows().getFirst()).containsEntry("path", "/caf\uFFFD");
    assertThat(part.nulReplaced()).isEqualTo(1);
  }

  @Test
  void ten_thousand_columns_and_fifty_thousand_rows_come_through_whole() throws Exception {
    door.launch(agent);
    var lease = door.awaitLease(agent);
    var wide =
        IntStream.range(0, 10_000)
            .mapToObj(n -> "\"c%d\":\"%<d\"".formatted(n))
            .collect(Collectors.joining(",", "{", "}"));
    var many =
        IntStream.range(0, 50_000)
            .mapToObj(n -> ",{\"n\":\"%d\"}".formatted(n))
            .collect(Collectors.joining());

    // Its 1.2 MB lie in a file, also without a header that tells whose it is.
    assertThat(agent.write(lease, "[" + wide + many + "]", "")).isEmpty();

    List<ResultPart> parts = door.results(agent);
    assertThat(parts).extracting(ResultPart::part).startsWith(0, 1, 2).doesNotHaveDuplicates();
    assertThat(parts.getLast().last()).isTrue();
    assertThat(parts).allMatch(part -> part.rows().size() <= ResultPart.ROWS_MAX);
    var rows = parts.stream().flatMap(part -> part.rows().stream()).toList();
    assertThat(rows).hasSize(50_001);
    assertThat(rows.getFirst()).hasSize(10_000);
    assertThat(rows.getLast()).containsEntry("n", "49999");
  }

  @Test
  void an_answer_that_is_too_large_to_be_kept_whole_counts_with_the_rows_that_fit()
      throws Exception {
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);
    var cell = "x".repeat(500_000);
    int sent = 140;
    var body = new StringBuilder("{\"queries\":{\"" + lease + "\":[");
    for (int n = 0; n < sent; n++) {
      body.append(n == 0 ? "" : ",").append("{\"n\":\"%d\",\"c\":\"%s\"}".formatted(n, cell));
    }
    body.append("]},\"statuses\":{\"" + lease + "\":0},\"node_key\":\"" + agent.nodeKey + "\"}");

    var reply = agent.post(WRITE, body.toString(), "Authorization", "NodeKey " + agent.nodeKey);

    assertThat(reply).isEmpty();
    assertThat(door.state(campaign, agent)).isEqualTo("responded");
    List<ResultPart> parts = door.results(agent);
    var kept =
        parts.stream().flatMap(part -> part.rows().stream()).map(row -> row.get("n")).toList();
    // 64 MiB of them, in their order, and not one by halves.
    assertThat(kept)
        .hasSize((64 << 20) / (cell.length() + 20))
        .isEqualTo(IntStream.range(0, kept.size()).mapToObj(Integer::toString).toList());
    assertThat(parts).allMatch(part -> Boolean.TRUE.equals(part.truncated()));
  }

  private double count(Refusal reason) {
    return metrics.counter("mimir.dispatch.writes.refused", "reason", reason.label()).count();
  }

  private static Bad bad(Refusal reason, String what, String body, String... headers) {
    return new Bad(reason, what, key -> withKey(body, key).getBytes(UTF_8), headers);
  }

  private static Bad in(String charset) {
    return new Bad(
        Refusal.NOT_JSON,
        charset,
        key -> withKey("{\"queries\":{},KEY}", key).getBytes(Charset.forName(charset)));
  }

  private static String withKey(String body, String key) {
    return body.replace("KEY", "\"node_key\":\"" + key + "\"");
  }

  private static String row(String cells) {
    return "{\"queries\":{\"a\":[{" + cells + "}]},KEY}";
  }

  private static String ids(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "\"" + n + "\":[]")
        .collect(Collectors.joining(","));
  }

  private static byte[] gzip(String plain) {
    return gzip(plain.getBytes(UTF_8));
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
