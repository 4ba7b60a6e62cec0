package mimir.campaign.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.UUID;
import mimir.campaign.lifecycle.LoggedCampaigns;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class CampaignAuditTest {
  @Inject CampaignAudit audit;
  @Inject LoggedCampaigns campaigns;

  private UUID stopped;

  @BeforeEach
  void seed() {
    // Three events: a launch alone, and a launch with its stop.
    stopped = campaigns.launch(3).getLast().campaignId();
  }

  @Test
  void the_newest_event_comes_first() {
    assertThat(audit.page(stopped, null, 10))
        .extracting(CampaignEntry::version, CampaignEntry::action, CampaignEntry::by)
        .containsExactly(
            tuple(2L, "campaign.stopped", "alice"), tuple(1L, "campaign.launched", "alice"));
  }

  @Test
  void a_page_ends_before_the_version_of_the_last_one() {
    assertThat(audit.page(stopped, 2L, 10)).extracting(CampaignEntry::version).containsExactly(1L);
    assertThat(audit.page(stopped, null, 1)).extracting(CampaignEntry::version).containsExactly(2L);
    assertThat(audit.page(stopped, 1L, 10)).isEmpty();
    assertThat(audit.exists(stopped)).isTrue();
    assertThat(audit.exists(UUID.randomUUID())).isFalse();
  }

  @Test
  void an_entry_has_exactly_the_documented_fields() {
    var page = get("/api/v1/campaigns/" + stopped + "/audit");

    assertThat(page.getMap("items[0]").keySet())
        .containsExactlyInAnyOrder("at", "by", "action", "detail");
    assertThat(page.getString("items[0].at")).isEqualTo(LoggedCampaigns.AT.toString());
    assertThat(page.getMap("items[0].detail").keySet()).contains("by", "stopped_at");
    assertThat(page.getList("items[1].detail.queries")).hasSize(1);
  }

  @Test
  void the_cursor_leads_through_all_of_it() {
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page = get("/api/v1/campaigns/" + stopped + "/audit?limit=1&cursor=" + cursor);
      seen.addAll(page.getList("items.action", String.class));
      cursor = page.getString("next_cursor");
    } while (cursor != null);

    assertThat(seen).containsExactly("campaign.stopped", "campaign.launched");
  }

  private static JsonPath get(String path) {
    return given()
        .header("Authorization", "Bearer " + Tokens.operator("oscar"))
        .get(path)
        .jsonPath();
  }
}
