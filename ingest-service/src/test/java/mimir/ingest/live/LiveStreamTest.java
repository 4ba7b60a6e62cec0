package mimir.ingest.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import mimir.contracts.runtime.Ids;
import mimir.ingest.responses.LiveAnswers;
import mimir.ingest.streams.EventSink;
import mimir.ingest.streams.Followed.Look;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/**
 * The stream of a live query; also the statements of {@link LiveTables}, {@link FollowedAnswers}.
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class LiveStreamTest {
  @Inject LiveTables tables;
  @Inject LiveAnswers answers;
  @Inject ObjectMapper json;
  @Inject Jdbi jdbi;

  private final UUID id = Ids.next();
  private final List<String> sent = new ArrayList<>();
  private Instant now = Instant.now();

  private final EventSink sink =
      (name, eventId, data) -> sent.add(name + " " + eventId + " " + text(data));

  private String text(Object data) {
    try {
      return json.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** When its end became known. */
  private Instant ended() {
    return tables.find(id).orElseThrow().endedAt();
  }

  private LiveStream stream(long after) {
    return new LiveStream(tables, () -> now, id, after);
  }

  @Test
  void rows_come_host_by_host_and_done_when_it_is_over() throws InterruptedException {
    answers.launch(id, 100);
    var first = answers.answer(id, List.of(Map.of("n", "1"), Map.of("n", "2")));
    var stream = stream(0);

    assertThat(stream.advance(sink)).isEqualTo(Look.SENT);
    assertThat(sent)
        .containsExactly(
            "row null {\"host_id\":\"%s\",\"hostname\":\"\",\"row_no\":0,\"columns\":{\"n\":\"1\"}}"
                .formatted(first),
            "row null {\"host_id\":\"%s\",\"hostname\":\"\",\"row_no\":1,\"columns\":{\"n\":\"2\"}}"
                .formatted(first),
            "host 1 {\"host_id\":\"%s\",\"hostname\":\"\",\"rows\":2,\"truncated\":false}"
                .formatted(first));
    sent.clear();
    assertThat(stream.advance(sink)).isEqualTo(Look.IDLE);
    assertThat(sent).isEmpty();

    var second = answers.fail(id, "no such table: x");
    answers.end(id);
    now = ended().plus(LiveStream.IN_FLIGHT_MAX);
    assertThat(stream.advance(sink)).isEqualTo(Look.SENT);
    assertThat(stream.advance(sink)).isEqualTo(Look.OVER);
    assertThat(sent)
        .containsExactly(
            ("error 2 {\"host_id\":\"%s\",\"hostname\":\"\",\"reason\":\"osquery_error\","
                    + "\"message\":\"no such table: x\"}")
                .formatted(second),
            "done 2 {\"end\":\"completed\",\"hosts\":2,\"rows\":2,\"errors\":1,\"unanswered\":7}");
  }

  @Test
  void a_reader_that_comes_back_gets_what_it_has_not() throws InterruptedException {
    answers.launch(id, 100);
    answers.answer(id, List.of(Map.of("n", "1")));
    var second = answers.answer(id, List.of());

    stream(1).advance(sink);

    assertThat(sent)
        .containsExactly(
            "host 2 {\"host_id\":\"%s\",\"hostname\":\"\",\"rows\":0,\"truncated\":false}"
                .formatted(second));
  }

  @Test
  void one_cap_is_shared_by_all_hosts() throws InterruptedException {
    answers.launch(id, 3);
    answers.answer(id, List.of(Map.of("n", "1"), Map.of("n", "2")));
    answers.answer(id, List.of(Map.of("n", "3"), Map.of("n", "4")));
    answers.answer(id, List.of(Map.of("n", "5")));

    stream(0).advance(sink);

    assertThat(sent.stream().filter(event -> event.startsWith("row"))).hasSize(3);
    assertThat(sent.getLast()).contains("\"rows\":1,\"truncated\":true");
    assertThat(answers.events("mimir.campaign.cap_crossed.v1", id)).isEqualTo(1);
  }

  @Test
  void wide_rows_are_all_sent_in_their_order() throws InterruptedException {
    answers.launch(id, 100);
    answers.answer(
        id, IntStream.range(0, 7).mapToObj(n -> Map.of("n", n + "x".repeat(40_000))).toList());

    stream(0).advance(sink);

    assertThat(sent).hasSize(8);
    for (int n = 0; n < 7; n++) {
      assertThat(sent.get(n)).contains("\"row_no\":" + n + ",").contains("\"" + n + "x");
    }
  }

  @Test
  void it_is_done_when_all_have_answered_or_what_was_on_its_way_had_its_time()
      throws InterruptedException {
    answers.launch(id, 100);
    answers.end(id);
    now = ended();
    var stream = stream(0);

    assertThat(stream.advance(sink)).isEqualTo(Look.IDLE);
    now = ended().plus(LiveStream.IN_FLIGHT_MAX).minusMillis(1);
    answers.answer(id, List.of());
    assertThat(stream.advance(sink)).isEqualTo(Look.SENT);
    assertThat(stream.advance(sink)).isEqualTo(Look.IDLE);
    for (int n = 0; n < 8; n++) {
      answers.answer(id, List.of());
    }
    assertThat(stream.advance(sink)).isEqualTo(Look.SENT);
    assertThat(stream.advance(sink)).isEqualTo(Look.OVER);
    assertThat(sent.getLast()).contains("\"hosts\":9").contains("\"unanswered\":0");

    now = ended().plus(LiveStream.IN_FLIGHT_MAX);
    sent.clear();
    assertThat(stream(9).advance(sink)).isEqualTo(Look.OVER);
  }

  @Test
  void a_host_that_was_given_up_is_told_with_the_reason() throws InterruptedException {
    answers.launch(id, 100);
    for (int n = 0; n < 8; n++) {
      answers.answer(id, List.of());
    }
    var host = answers.giveUp(id, "blocked_sql");
    answers.end(id);
    var stream = stream(8);

    assertThat(stream.advance(sink)).isEqualTo(Look.OVER);
    assertThat(sent)
        .containsExactly(
            ("error null {\"host_id\":\"%s\",\"hostname\":\"\",\"reason\":\"blocked_sql\","
                    + "\"message\":null}")
                .formatted(host),
            "done 8 {\"end\":\"completed\",\"hosts\":8,\"rows\":0,\"errors\":1,\"unanswered\":0}");
  }

  @Test
  void over_http_it_is_a_stream_of_events() {
    answers.launch(id, 100);
    answers.answer(id, List.of(Map.of("n", "1")));
    answers.end(id);

    Response answer = follow(id);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("text/event-stream");
    assertThat(answer.asString())
        .contains("event:row")
        .contains("event:host")
        .contains("id:1")
        .contains("event:done")
        .contains("\"columns\":{\"n\":\"1\"}");
  }

  @Test
  void whoever_comes_before_the_launch_is_let_wait_for_it() throws Exception {
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Response> early = threads.submit(() -> follow(id));
      answers.launch(id, 100);
      answers.end(id);

      assertThat(early.get().statusCode()).isEqualTo(200);
    }
    assertThat(follow(UUID.fromString("01900000-0000-7000-8000-0000000000ff")).statusCode())
        .isEqualTo(404);
    assertThat(follow(UUID.randomUUID()).statusCode()).isEqualTo(404);
    // Nobody may name a time to wait for.
    assertThat(follow(UUID.fromString("ffffffff-ffff-7000-8000-000000000000")).statusCode())
        .isEqualTo(404);
  }

  private static Response follow(UUID id) {
    return given()
        .auth()
        .oauth2(Tokens.operator("oscar"))
        .header("Accept", "text/event-stream")
        .get("/api/v1/queries/" + id + "/stream");
  }
}
