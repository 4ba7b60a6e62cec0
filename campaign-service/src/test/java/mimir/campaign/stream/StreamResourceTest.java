package mimir.campaign.stream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import mimir.campaign.SeededCampaign;
import mimir.campaign.coverage.SeededEnds;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class StreamResourceTest {
  private static final Instant NOW = Instant.parse("2026-11-20T11:00:00Z");

  @Inject Jdbi jdbi;
  @Inject SeededEnds ends;
  @Inject Readers readers;

  @TestHTTPResource("/api/v1/campaigns/")
  URI campaigns;

  @Test
  void a_reader_is_told_at_once_how_the_campaign_stands_and_then_what_changes() throws IOException {
    var campaign = SeededCampaign.in(jdbi, 1, 1);
    try (var stream = open(campaign.id(), null)) {
      assertThat(stream.block())
          .startsWith("HTTP/1.")
          .contains(" 200 ")
          .containsIgnoringCase("content-type: text/event-stream")
          .containsIgnoringCase("cache-control: no-store");
      assertThat(stream.block()).contains("retry:2000");
      assertThat(data(stream.event("status")).getString("status")).isEqualTo("active");
      var before = data(stream.event("coverage"));
      assertThat(before.getInt("coverage.pending")).isEqualTo(2);
      assertThat(before.getInt("hosts.assigned")).isEqualTo(2);
      assertThat(before.getInt("rows.kept")).isZero();
      assertThat(before.getMap("$").keySet())
          .containsExactlyInAnyOrder("hosts", "coverage", "rows", "hits");

      ends.cancel(campaign.assignments().getFirst(), NOW);

      var after = data(stream.event("coverage"));
      assertThat(after.getInt("coverage.pending")).isEqualTo(1);
      assertThat(after.getString("coverage.as_of")).isEqualTo(NOW.toString());

      stop(campaign.id());

      var stopped = data(stream.event("status"));
      assertThat(stopped.getString("status")).isEqualTo("stopped");
      assertThat(stopped.getString("stop_reason")).isEqualTo("enough");
    }
  }

  @Test
  void a_reader_that_comes_back_is_told_only_what_it_missed() throws IOException {
    var campaign = SeededCampaign.in(jdbi, 1);
    String id;
    try (var stream = open(campaign.id(), null)) {
      id = id(stream.event("coverage"));
    }
    stop(campaign.id());

    try (var stream = open(campaign.id(), id)) {
      stream.block();
      stream.block();
      var first = stream.block();
      assertThat(first).contains("event:status");
      assertThat(id(first)).isNotEqualTo(id).startsWith(id.substring(0, id.indexOf('.')));
    }
  }

  /** The one who has all of it hears nothing but the greeting until the token ends. */
  @Test
  void the_stream_ends_with_the_token() throws IOException {
    var campaign = SeededCampaign.in(jdbi, 1);
    var claims = Tokens.claims("oscar", "operator");
    claims.put("exp", Instant.now().plusSeconds(3).getEpochSecond());
    String id;
    try (var stream = open(campaign.id(), null)) {
      id = id(stream.event("coverage"));
    }

    try (var stream =
        new EventStream(campaigns.resolve(campaign.id() + "/stream"), Tokens.signed(claims), id)) {
      stream.block();
      assertThat(stream.block()).contains("retry:");
      assertThat(stream.line()).isNull();
    }
  }

  @Test
  void who_leaves_is_no_reader_any_more() throws IOException {
    var campaign = SeededCampaign.in(jdbi, 1);
    try (var stream = open(campaign.id(), null)) {
      stream.event("coverage");
      assertThat(readers.openCount()).isPositive();
    }

    Awaitility.await().untilAsserted(() -> assertThat(readers.openCount()).isZero());
  }

  @Test
  void one_stream_too_many_is_refused_before_it_begins() throws IOException {
    var campaign = SeededCampaign.in(jdbi, 1);
    var open = new ArrayList<EventStream>();
    try {
      for (int i = 0; i < StreamRules.STREAMS_PER_PERSON_MAX; i++) {
        var stream = open(campaign.id(), null);
        open.add(stream);
        stream.event("coverage");
      }

      var answer =
          given()
              .header("Authorization", "Bearer " + Tokens.operator("oscar"))
              .header("Accept", "text/event-stream")
              .get("/api/v1/campaigns/" + campaign.id() + "/stream");

      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.contentType()).startsWith("application/problem+json");
      assertThat(answer.header("Retry-After")).isEqualTo("15");
      assertThat(answer.jsonPath().getString("code")).isEqualTo("too_many_streams");
      assertThat(answer.jsonPath().getInt("retry_after_seconds")).isEqualTo(15);
    } finally {
      for (EventStream stream : open) {
        stream.close();
      }
    }
    Awaitility.await().untilAsserted(() -> assertThat(readers.openCount()).isZero());
  }

  @Test
  void an_unknown_campaign_is_not_found_before_any_stream_begins() {
    var answer =
        given()
            .header("Authorization", "Bearer " + Tokens.operator("oscar"))
            .header("Accept", "text/event-stream")
            .get("/api/v1/campaigns/" + UUID.randomUUID() + "/stream");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getString("code")).isEqualTo("not_found");
  }

  private EventStream open(UUID campaignId, String lastEventId) throws IOException {
    return new EventStream(
        campaigns.resolve(campaignId + "/stream"), Tokens.operator("oscar"), lastEventId);
  }

  private void stop(UUID campaignId) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                UPDATE campaign
                SET status = 'stopped', stopped_at = now(), stopped_by = 'alice',
                    stop_reason = 'enough'
                WHERE campaign_id = ?
                """,
                campaignId));
  }

  private static JsonPath data(String event) {
    return JsonPath.from(field(event, "data:"));
  }

  private static String id(String event) {
    return field(event, "id:");
  }

  private static String field(String event, String name) {
    return event
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow();
  }
}
