package mimir.campaign.coverage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.SeededCampaign;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class CoverageResourceTest {
  private static final List<String> SUMMARY =
      List.of(
          "id",
          "name",
          "kind",
          "status",
          "created_at",
          "created_by",
          "live_until",
          "age_color",
          "hosts",
          "hits");
  // Documented and not built yet: expires_at, saved_query, hunt_id, warnings.
  private static final List<String> DETAIL =
      List.of(
          "target",
          "live_window_minutes",
          "coverage",
          "rows",
          "queries",
          "frozen_sql",
          "query_id",
          "stopped_at",
          "stopped_by",
          "stop_reason",
          "discard_in_flight",
          "not_applicable_hosts",
          "expires_at",
          "saved_query",
          "hunt_id",
          "warnings");

  @Inject Jdbi jdbi;

  @Test
  void a_detail_has_exactly_the_documented_fields() {
    var id = SeededCampaign.in(jdbi, 1).id();

    var detail = get("/api/v1/campaigns/" + id).jsonPath();

    assertThat(detail.getMap("$").keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(SUMMARY, DETAIL).flatMap(List::stream).toList());
    assertThat(detail.getMap("hosts").keySet())
        .containsExactlyInAnyOrder("assigned", "responded", "pending", "errored", "cancelled");
    assertThat(detail.getMap("coverage").keySet())
        .containsExactlyInAnyOrder(
            "assigned",
            "responded",
            "pending",
            "errored",
            "cancelled",
            "late",
            "hosts_with_rows",
            "query_types",
            "as_of");
    assertThat(detail.getMap("rows").keySet())
        .containsExactlyInAnyOrder("kept", "campaign_cap", "per_host_cap");
    assertThat(detail.getMap("target").keySet()).containsExactlyInAnyOrder("type", "hosts");
    assertThat(detail.getMap("queries[0]").keySet())
        .containsExactlyInAnyOrder("id", "type", "sql", "assigned");
    assertThat(detail.getString("created_at")).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(detail.getString("id")).isEqualTo(id.toString());
  }

  @Test
  void a_row_of_the_list_has_exactly_the_documented_fields() {
    SeededCampaign.in(jdbi, 1);

    var list = get("/api/v1/campaigns?limit=1").jsonPath();

    assertThat(list.getMap("$").keySet()).containsExactlyInAnyOrder("items", "next_cursor");
    assertThat(list.getMap("items[0]").keySet()).containsExactlyInAnyOrderElementsOf(SUMMARY);
  }

  @Test
  void the_cursor_leads_through_all_of_the_list() {
    var seeded =
        Stream.generate(() -> SeededCampaign.in(jdbi, 1).id()).limit(5).toList().reversed();

    var seen = new ArrayList<UUID>();
    String cursor = "";
    while (seen.size() < seeded.size()) {
      var page = get("/api/v1/campaigns?limit=2&cursor=" + cursor).jsonPath();
      seen.addAll(page.getList("items.id", UUID.class));
      cursor = page.getString("next_cursor");
    }

    assertThat(seen.subList(0, seeded.size())).isEqualTo(seeded);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case               | query             | status | code              | field
          limit 1            | limit=1           | 200    |                   |
          limit 500          | limit=500         | 200    |                   |
          limit 0            | limit=0           | 422    | invalid_field     | limit
          limit 501          | limit=501         | 422    | invalid_field     | limit
          another kind       | kind=live         | 422    | invalid_field     | kind
          another status     | status=draft      | 422    | invalid_field     | status
          a known filter     | status=active     | 200    |                   |
          a foreign cursor   | cursor=bm9wZQ     | 400    | malformed_request |
          no base64          | cursor=***        | 400    | malformed_request |
          a quote            | q=%27%3B--        | 200    |                   |
          a NUL              | q=a%00b           | 422    | invalid_field     | q
          """)
  void the_list(String why, String query, int status, String code, String field) {
    var answer = get("/api/v1/campaigns?" + query);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    if (code != null) {
      assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
      assertThat(answer.jsonPath().getString("field")).isEqualTo(field);
    }
  }

  @Test
  void a_hunt_tells_of_matched_hosts_instead_of_hosts_with_rows() {
    var id = SeededCampaign.in(jdbi, 1).id();
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE campaign SET kind = 'ioc_hunt' WHERE campaign_id = ?", id));

    var coverage = get("/api/v1/campaigns/" + id).jsonPath().getMap("coverage");

    assertThat(coverage).containsEntry("matched_hosts", 0).doesNotContainKey("hosts_with_rows");
  }

  @Test
  void a_pending_host_has_exactly_the_documented_fields() {
    var campaign = SeededCampaign.in(jdbi, 2);

    var page = get("/api/v1/campaigns/" + campaign.id() + "/pending-hosts").jsonPath();

    assertThat(page.getMap("$").keySet()).containsExactlyInAnyOrder("items", "next_cursor");
    assertThat(page.getMap("items[0]").keySet())
        .containsExactlyInAnyOrder("host_id", "hostname", "pending_jobs", "connected");
    assertThat(page.getString("items[0].host_id"))
        .isEqualTo(campaign.hosts().keySet().iterator().next().toString());
    assertThat(page.getInt("items[0].pending_jobs")).isEqualTo(2);
  }

  @Test
  void the_cursor_leads_through_all_pending_hosts() {
    var campaign = SeededCampaign.in(jdbi, 1, 1, 1, 1, 1);

    var seen = new ArrayList<UUID>();
    String cursor = "";
    do {
      var page =
          get("/api/v1/campaigns/" + campaign.id() + "/pending-hosts?limit=2&cursor=" + cursor)
              .jsonPath();
      seen.addAll(page.getList("items.host_id", UUID.class));
      cursor = page.getString("next_cursor");
    } while (cursor != null);

    assertThat(seen).containsExactlyInAnyOrderElementsOf(campaign.hosts().keySet());
  }

  @Test
  void an_address_that_is_no_id_is_not_found() {
    assertThat(get("/api/v1/campaigns/nope").jsonPath().getString("code")).isEqualTo("not_found");
  }

  private static Response get(String path) {
    return given()
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + Tokens.operator("oscar"))
        .get(path);
  }
}
