package mimir.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import mimir.fleet.Fleet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Links that lead beyond what a page has loaded, or that bring something along; and exports. After
 * {@link ReplayJourney}, as {@link AnswerJourney}: rows are dropped.
 */
@Order(5)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleLinksJourney {

  private RunningSystem running;
  private Person admin;
  private ConsoleBrowser browser;
  private Page page;

  @BeforeAll
  void start(RunningSystem shared) {
    Assumptions.assumeTrue(ConsoleBrowser.chromium().isPresent(), "install chromium to run these");
    running = shared;
    admin = shared.admin();
    // All of it answers.
    Fleet fleet = shared.fleet();
    assertThat(fleet.hosts()).isNotEmpty();
    running.campaigns(true);
    running.stopAll();
    browser = new ConsoleBrowser(shared.local().gateway());
    page = browser.signedIn("admin", shared.local().adminPassword(), "/");
  }

  @AfterEach
  void nothing_failed_on_the_way() {
    if (browser != null) {
      browser.assertNoComplaints();
    }
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
      running.stopAll();
    }
  }

  @Test
  void a_value_of_a_stack_leads_to_its_rows() {
    var campaign = answered();
    String path = "/api/v1/campaigns/" + campaign.id() + "/stack?column=name";
    JsonNode rarest = admin.get(path).body().at("/items/0");

    page.navigate("/campaigns/" + campaign.id() + "?column=name");
    page.getByRole(AriaRole.TABLE, named("Values of name"))
        .getByRole(AriaRole.BUTTON)
        .first()
        .click();

    Locator rows = page.getByRole(AriaRole.DIALOG);
    assertThat(rows).containsText("Rows with name = " + rarest.get("value").asText());
    String found =
        "%s, %s"
            .formatted(counted(rarest.get("hosts"), "host"), counted(rarest.get("rows"), "row"));
    assertThat(rows.getByRole(AriaRole.STATUS)).hasText(found);
    page.reload();
    assertThat(rows.getByRole(AriaRole.STATUS)).hasText(found);
  }

  @Test
  void a_link_asks_before_it_replaces_what_was_typed() {
    page.navigate("/queries");
    editor().click();
    page.keyboard().press("Control+a");
    page.keyboard().press("Backspace");
    page.keyboard().insertText("SELECT pid FROM processes");

    page.navigate("/queries?sql=SELECT+version+FROM+os_version");
    Locator asks = page.getByRole(AriaRole.DIALOG, named("Replace your draft?"));
    asks.getByRole(AriaRole.BUTTON, called("Keep")).click();
    assertThat(asks).hasCount(0);
    assertThat(editor()).hasText("SELECT pid FROM processes");

    page.navigate("/queries?sql=SELECT+version+FROM+os_version");
    asks.getByRole(AriaRole.BUTTON, called("Replace")).click();
    assertThat(editor()).hasText("SELECT version FROM os_version");
    assertThat(page.url()).doesNotContain("sql=");

    page.navigate("/queries?sql=SELECT+version+FROM+os_version");
    page.waitForURL(url -> !url.contains("sql="));
    assertThat(asks).hasCount(0);
  }

  @Test
  void a_link_to_an_alert_or_a_match_shows_it_though_the_list_does_not() {
    var value = Map.of("value", "sshd", "type", "filename", "severity", "high");
    JsonNode hunt = admin.post("/api/v1/hunts/quick", value).body();
    String campaign = hunt.get("campaign_id").asText();
    String alerts = "/api/v1/alerts?campaign_id=" + campaign;
    await().atMost(Patience.LONG).until(() -> !admin.get(alerts).body().get("items").isEmpty());
    JsonNode alert = admin.get(alerts).body().at("/items/0");
    String id = alert.get("id").asText();

    page.navigate("/alerts?state=acknowledged&q=nothing&open=1&alert=" + id);
    Locator drawer = page.getByRole(AriaRole.DIALOG);
    assertThat(drawer.getByText(alert.get("hostname").asText()).first()).isVisible();
    assertThat(drawer.getByText("sshd").first()).isVisible();

    page.navigate("/campaigns/" + campaign + "?match=" + id);
    assertThat(drawer).containsText("Evidence on " + alert.get("hostname").asText());
    assertThat(drawer.getByRole(AriaRole.TABLE, inside("Evidence"))).isVisible();

    page.navigate("/alerts?open=1&alert=" + hunt.get("id").asText());
    assertThat(drawer.getByRole(AriaRole.ALERT)).containsText("not_found");
  }

  @Test
  void an_export_is_saved_and_a_refused_one_says_why() {
    var campaign = answered();
    page.navigate("/campaigns/" + campaign.id());

    var file = page.waitForDownload(this::exportCsv);
    assertThat(file.suggestedFilename()).startsWith("mimir-campaign-" + campaign.id());
    assertThat(file.failure()).isNull();

    campaign.stop("");
    String rows = "/api/v1/campaigns/" + campaign.id() + "/rows";
    // ingest-service hears of the stop a moment later.
    await().atMost(Patience.LONG).until(() -> admin.call("DELETE", rows, "").status() == 204);
    exportCsv();
    assertThat(page.getByRole(AriaRole.ALERT).filter(has("Export failed.")))
        .containsText("The rows of this campaign were dropped by an operator. (rows_dropped)");
  }

  private CampaignPage answered() {
    var campaign =
        CampaignPage.launch(admin, "SELECT name, version FROM os_version", RunningSystem.FLEET);
    campaign.awaitCount("responded", RunningSystem.HOSTS, Patience.LONG);
    return campaign;
  }

  private void exportCsv() {
    page.getByRole(AriaRole.BUTTON, named("Export").setExact(true)).click();
    page.getByRole(AriaRole.MENUITEM, named("CSV")).click();
  }

  private Locator editor() {
    return page.getByLabel("SQL", new GetByLabelOptions().setExact(true));
  }

  private static String counted(JsonNode number, String noun) {
    return number.asLong() == 1 ? "1 " + noun : number.asText() + " " + noun + "s";
  }

  private static GetByRoleOptions named(String name) {
    return new GetByRoleOptions().setName(name);
  }

  private static Locator.GetByRoleOptions inside(String name) {
    return new Locator.GetByRoleOptions().setName(name);
  }

  private static Locator.GetByRoleOptions called(String name) {
    return inside(name).setExact(true);
  }

  private static Locator.FilterOptions has(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
