package mimir.ingest.alerts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lists of alerts, matches and results: also the statements of AlertTables and MatchTables. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class AlertResourceTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();
  private final UUID hunt = Ids.next();
  private final UUID live = Ids.next();
  private final UUID host = UUID.randomUUID();

  /** Two of a campaign, a low and a late critical one, and one of a live-only hunt. */
  @BeforeEach
  void three_alerts() {
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM alert");
          for (UUID launch : List.of(campaign, live)) {
            handle.execute(
                "INSERT INTO campaign (campaign_id, kind, hunt_id, launched_at, live_until,"
                    + " per_host_cap, campaign_cap, queries) VALUES (?, ?, ?, now(), now(), 1, 1, 1)",
                launch,
                launch.equals(live) ? "live_hunt" : "ioc_hunt",
                launch.equals(live) ? live : hunt);
          }
        });
    alert(campaign, "campaign", "low", "evil.example", false, 1);
    alert(campaign, "campaign", "critical", "192.0.2.7", true, 2);
    alert(live, "hunt", "low", "Other.exe", false, 3);
  }

  private UUID alert(
      UUID launch, String source, String severity, String value, boolean late, int seconds) {
    UUID id = UUID.randomUUID();
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO alert VALUES (?, ?, ?, ?, ?, ?, ?, 'domain', ?, ?, 'Wks-0042',"
                    + " '{\"b\":\"=1+1\",\"a\":\"2\"}', 4, ?, ?, ?, NULL, NULL)",
                id,
                launch,
                host,
                UUID.randomUUID(),
                source,
                source.equals("hunt") ? null : launch,
                source.equals("hunt") ? launch : hunt,
                value,
                severity,
                late,
                AT,
                AT.plusSeconds(seconds)));
    return id;
  }

  @Test
  void the_newest_comes_first_with_its_evidence_as_it_was_sent() {
    JsonPath list = get("/api/v1/alerts").jsonPath();

    assertThat(list.<String>getList("items.ioc_value"))
        .containsExactly("Other.exe", "192.0.2.7", "evil.example");
    assertThat(get("/api/v1/alerts").asString())
        .contains("\"evidence\":{\"b\":\"=1+1\",\"a\":\"2\"}");
    assertThat(list.getString("items[0].campaign_id")).isNull();
    assertThat(list.getString("items[1].campaign_id")).isEqualTo(campaign.toString());
    assertThat(list.getString("items[0].detected_at")).isEqualTo("2026-11-20T10:00:03Z");
  }

  @Test
  void one_alert_is_as_in_the_list() {
    List<String> ids = get("/api/v1/alerts").jsonPath().getList("items.id");
    assertThat(ids).hasSize(3);

    for (int n = 0; n < ids.size(); n++) {
      assertThat(get("/api/v1/alerts/" + ids.get(n)).jsonPath().getMap(""))
          .isEqualTo(get("/api/v1/alerts").jsonPath().getMap("items[" + n + "]"));
    }
    assertThat(get("/api/v1/alerts/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/alerts/no-id").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "severity=low,            2",
    "severity=critical,       1",
    "severity=info,           0",
    "source=hunt,             1",
    "source=campaign,         2",
    "acknowledged=false,      3",
    "acknowledged=true,       0",
    "campaign_id=CAMPAIGN,    2",
    "host_id=HOST,            3",
    "host_id=CAMPAIGN,        0",
    "q=EVIL,                  1",
    "q=wks-00,                3",
    "q=%25,                   0",
    "severity=low&source=campaign, 1"
  })
  void a_filter_leaves_what_it_names(String filter, int count) {
    String query = filter.replace("CAMPAIGN", campaign.toString()).replace("HOST", host.toString());

    assertThat(get("/api/v1/alerts?" + query).jsonPath().getList("items")).hasSize(count);
  }

  @ParameterizedTest
  @CsvSource({
    "severity=worst,    422, invalid_field",
    "source=me,         422, invalid_field",
    "acknowledged=yes,  400, malformed_request",
    "cursor=bm9wZQ,     400, malformed_request",
    "limit=501,         422, invalid_field"
  })
  void a_filter_that_it_does_not_know_is_refused(String filter, int status, String code) {
    Response answer = get("/api/v1/alerts?" + filter);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
  }

  @Test
  void pages_hold_each_alert_once_also_where_times_are_equal() {
    IntStream.range(0, 5).forEach(n -> alert(campaign, "campaign", "low", "v" + n, false, 9));

    assertThat(paged("/api/v1/alerts?limit=2")).hasSize(8).doesNotHaveDuplicates();
    assertThat(paged("/api/v1/campaigns/" + campaign + "/matches?limit=3"))
        .hasSize(7)
        .doesNotHaveDuplicates();
  }

  private static List<String> paged(String path) {
    var values = new ArrayList<String>();
    String cursor = "";
    while (cursor != null) {
      JsonPath page = get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).jsonPath();
      values.addAll(page.getList("items.ioc_value"));
      cursor = page.getString("next_cursor");
    }
    return values;
  }

  @Test
  void the_first_one_who_acknowledges_is_noted_and_audited() {
    UUID id = alert(campaign, "campaign", "low", "x", false, 5);

    var first = acknowledge(id, Tokens.operator("olga"));
    var second = acknowledge(id, Tokens.admin("alice"));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(second.jsonPath().getString("acknowledged_by")).isEqualTo("olga");
    assertThat(second.jsonPath().getString("acknowledged_at"))
        .isEqualTo(first.jsonPath().getString("acknowledged_at"));
    List<String> actors =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT actor FROM event WHERE stream = :stream ORDER BY version")
                    .bind("stream", "alert-" + id)
                    .mapTo(String.class)
                    .list());
    assertThat(actors).containsExactly("olga");
    assertThat(acknowledge(UUID.randomUUID(), Tokens.operator("olga")).statusCode()).isEqualTo(404);
  }

  private static Response acknowledge(UUID id, String token) {
    return given().auth().oauth2(token).put("/api/v1/alerts/" + id + "/acknowledge");
  }

  @Test
  void matches_are_a_campaigns_and_results_a_hunts_whichever_asks() {
    assertThat(values("/api/v1/campaigns/" + campaign + "/matches"))
        .containsExactlyInAnyOrder("evil.example", "192.0.2.7");
    assertThat(values("/api/v1/campaigns/" + campaign + "/matches?late=true"))
        .containsExactly("192.0.2.7");
    assertThat(values("/api/v1/hunts/" + hunt + "/results")).hasSize(2);
    assertThat(values("/api/v1/hunts/" + live + "/results")).containsExactly("Other.exe");
    assertThat(get("/api/v1/hunts/" + campaign + "/results").statusCode()).isEqualTo(404);
  }

  private static List<String> values(String path) {
    return get(path).jsonPath().getList("items.ioc_value");
  }

  private static Response get(String path) {
    return given().urlEncodingEnabled(false).auth().oauth2(Tokens.operator("oscar")).get(path);
  }
}
