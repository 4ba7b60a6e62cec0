package mimir.ingest.alerts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.contracts.runtime.Ids;
import mimir.ingest.alerts.AlertChanges.Position;
import mimir.ingest.streams.EventSink;
import mimir.ingest.streams.Followed.Look;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The streams of alerts and of hunts; also the statements of {@link AlertChanges}. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class AlertStreamTest {
  private static final String ALERT =
      """
      INSERT INTO alert (alert_id, launch_id, host_id, ioc_id, source, hunt_id, ioc_type, ioc_value,
                         severity, hostname, evidence, rows, late, reported_at, detected_at)
      VALUES (?, ?, ?, ?, 'hunt', ?, 'domain', ?, 'low', 'wks', '{}', 1, false, now(), now())
      """;

  @Inject AlertChanges changes;
  @Inject Jdbi jdbi;

  private final UUID hunt = Ids.next();
  private final List<String> sent = new ArrayList<>();
  private String lastId;
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");

  private final EventSink sink =
      (name, id, data) -> {
        sent.add(
            switch (data) {
              case AlertTables.Shown alert ->
                  name + " " + alert.iocValue() + (alert.acknowledgedBy() == null ? "" : " seen");
              case MatchTables.Match match -> name + " " + match.iocValue();
              default -> name;
            });
        lastId = id == null ? lastId : id;
      };

  @BeforeEach
  void a_hunt_without_alerts() {
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM alert");
          handle.execute(
              "INSERT INTO campaign (campaign_id, kind, hunt_id, launched_at, live_until,"
                  + " per_host_cap, campaign_cap, queries)"
                  + " VALUES (?, 'live_hunt', ?, now(), now(), 1, 1, 1)",
              hunt,
              hunt);
        });
  }

  private void raise(Handle handle, UUID launch, String value) {
    handle.execute(
        ALERT, UUID.randomUUID(), launch, UUID.randomUUID(), UUID.randomUUID(), launch, value);
  }

  private void raise(String value) {
    jdbi.useHandle(handle -> raise(handle, hunt, value));
  }

  /** Each look is due. */
  private AlertPulse pulse() {
    return new AlertPulse(changes, () -> now = now.plusSeconds(1));
  }

  private AlertStream stream(Position position) {
    return AlertStream.ofAll(changes, pulse(), position);
  }

  @Test
  void whoever_comes_is_told_what_is_raised_from_then_on() throws InterruptedException {
    raise("old");
    var stream = stream(null);
    stream.advance(sink);
    raise("a");
    raise("b");

    assertThat(stream.advance(sink)).isEqualTo(Look.IDLE);
    stream.advance(sink);

    assertThat(sent).containsExactly("ready", "alert a", "alert b");
  }

  @Test
  void what_began_before_others_and_is_committed_after_them_is_not_missed()
      throws InterruptedException {
    var stream = stream(null);
    stream.advance(sink);
    try (Handle slow = jdbi.open()) {
      slow.begin();
      raise(slow, hunt, "slow");
      raise("fast");
      stream.advance(sink);
      assertThat(sent).containsExactly("ready", "alert fast");
      String between = lastId;
      slow.commit();

      stream.advance(sink);
      assertThat(sent).containsExactly("ready", "alert fast", "alert slow");

      sent.clear();
      stream(changes.position(between).orElseThrow()).advance(sink);
      assertThat(sent).containsExactly("alert slow");
    }
  }

  @Test
  void an_alert_that_has_changed_comes_again() throws InterruptedException {
    raise("a");
    var stream = stream(null);
    stream.advance(sink);
    String id = Calls.newest();

    Calls.acknowledge(id);
    stream.advance(sink);

    assertThat(sent).containsExactly("ready", "alert a seen");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 250})
  void a_reader_that_comes_back_gets_what_it_has_not_in_pages(int count)
      throws InterruptedException {
    var stream = stream(null);
    stream.advance(sink);
    Position before = changes.position(lastId).orElseThrow();
    jdbi.useTransaction(
        handle -> {
          for (int n = 0; n < count; n++) {
            raise(handle, hunt, "v" + n);
          }
        });

    sent.clear();
    stream(before).advance(sink);

    assertThat(sent).hasSize(count).doesNotHaveDuplicates();
    sent.clear();
    stream(changes.position(lastId).orElseThrow()).advance(sink);
    assertThat(sent).isEmpty();
  }

  @Test
  void a_reader_that_was_cut_in_the_middle_goes_on_where_it_was() throws InterruptedException {
    Position before = Position.at(changes.now());
    for (int n = 0; n < 7; n++) {
      raise("v" + n);
    }
    var ids = new ArrayList<String>();
    stream(before).advance((name, id, data) -> ids.add(id));
    raise("later");

    stream(changes.position(ids.get(3)).orElseThrow()).advance(sink);

    assertThat(sent).containsExactly("alert v4", "alert v5", "alert v6", "alert later");
  }

  @Test
  void whoever_has_missed_too_many_is_told_to_read_the_list() throws InterruptedException {
    Position seen = Position.at(changes.now());
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO alert (alert_id, launch_id, host_id, ioc_id, source, ioc_type,"
                    + " ioc_value, severity, hostname, evidence, rows, late, reported_at,"
                    + " detected_at) SELECT gen_random_uuid(), ?, gen_random_uuid(),"
                    + " gen_random_uuid(), 'hunt', 'domain', 'x', 'low', 'h', '{}', 1, false,"
                    + " now(), now() FROM generate_series(1, ?)",
                hunt,
                AlertStream.MISSED_MAX + 1));

    var stream = stream(seen);
    stream.advance(sink);
    raise("after");
    stream.advance(sink);

    assertThat(sent).containsExactly("reload", "alert after");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "a:b:c",
        "10:5:",
        "99999999999:99999999999:",
        "5:9:9,5",
        "3:3:' OR 1=1",
        "3:3:/3:3:/7",
        "3:3:/3:3:/x/00000000-0000-0000-0000-000000000000",
        "3:3:/3:3:/7/8",
        "3:3:/9:1:/7/00000000-0000-0000-0000-000000000000"
      })
  void an_id_that_cannot_be_is_none(String id) {
    assertThat(changes.position(id)).isEmpty();
  }

  @Test
  void a_hunt_is_told_from_its_beginning_to_its_end() throws InterruptedException {
    raise("a");
    jdbi.useHandle(handle -> raise(handle, Ids.next(), "of another"));
    var stream = AlertStream.ofLaunch(changes, pulse(), hunt, null);
    stream.advance(sink);
    assertThat(sent).containsExactly("result a");
    raise("b");
    over();

    Look look = Look.IDLE;
    for (int looks = 0; look == Look.IDLE && looks < 5; looks++) {
      look = stream.advance(sink);
    }
    assertThat(look).isEqualTo(Look.OVER);
    assertThat(sent).containsExactly("result a", "result b", "done");
  }

  @ParameterizedTest
  @CsvSource({
    "false, 29 minutes, false",
    "false, 31 minutes, true",
    "true, 1 second, false",
    "true, 4 seconds, true"
  })
  void it_is_over_when_nothing_can_come_any_more(boolean discard, String ago, boolean over) {
    ended(discard, ago);

    assertThat(changes.over(hunt)).isEqualTo(over);
  }

  private void over() {
    ended(false, "1 hour");
  }

  private void ended(boolean discard, String ago) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE campaign SET stopped_at = now(), discard_in_flight = ?,"
                    + " stop_seen_at = now() - CAST(? AS interval) WHERE campaign_id = ?",
                discard,
                ago,
                hunt));
  }

  @Test
  void over_http_it_is_a_stream_of_events() {
    raise("evil.example");
    over();

    Response answer = Calls.get("/api/v1/hunts/" + hunt + "/stream");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("text/event-stream");
    assertThat(answer.asString())
        .contains("event:result")
        .contains("\"ioc_value\":\"evil.example\"")
        .contains("event:done");
    assertThat(Calls.get("/api/v1/hunts/" + UUID.randomUUID() + "/stream").statusCode())
        .isEqualTo(404);
  }

  private static final class Calls {
    static Response get(String path) {
      return given().auth().oauth2(Tokens.operator("oscar")).get(path);
    }

    static String newest() {
      return get("/api/v1/alerts").jsonPath().getString("items[0].id");
    }

    static void acknowledge(String id) {
      given()
          .auth()
          .oauth2(Tokens.operator("oscar"))
          .put("/api/v1/alerts/" + id + "/acknowledge")
          .then()
          .statusCode(200);
    }
  }
}
