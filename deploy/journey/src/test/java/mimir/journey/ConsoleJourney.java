package mimir.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.GetByTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import mimir.fleet.Fleet;
import mimir.fleet.SimulatedHost;
import mimir.fleet.content.Artefact;
import mimir.fleet.tables.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What operators do in the console, through a browser. Two launches of the first tests are looked
 * at again by the last, when their live window of a minute is over. Before {@link ReplayJourney}:
 * what a crossed cap refused is then among what is read again.
 */
@Order(3)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleJourney {
  private static final Pattern CAMPAIGN = Pattern.compile("/campaigns/[0-9a-f-]{36}");
  private static final Pattern HUNT = Pattern.compile("/hunts/[0-9a-f-]{36}");
  private static final String SHA256 =
      "9d5ed678fe57bcca610140957afab571b3f1d4c2f0d4c1d4b7f3d3f8c2a1b0e7";
  private static final String TOO_MANY =
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 5999)"
          + " SELECT i, hostname FROM n, system_info";

  @TempDir static Path directory;

  private RunningSystem running;
  private Fleet fleet;
  private SimulatedHost laptop;
  private ConsoleBrowser browser;
  private Page page;
  private String lateQuery;
  private String lateHunt;

  @BeforeAll
  void start(RunningSystem shared) {
    Assumptions.assumeTrue(ConsoleBrowser.chromium().isPresent(), "install chromium to run these");
    running = shared;
    fleet = shared.fleet();
    laptop =
        fleet.hosts().stream()
            .filter(host -> host.platform() == Platform.LINUX)
            .findFirst()
            .orElseThrow();
    laptop.profile().plant(Artefact.file("/opt/dropper", "0".repeat(32), "0".repeat(40), SHA256));
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
      fleet.hosts().forEach(SimulatedHost::comeBack);
      running.stopAll();
    }
  }

  @Test
  @Order(1)
  void a_query_is_launched_as_campaign_while_a_laptop_is_asleep() {
    laptop.goOffline();
    page.navigate("/queries");
    typeSql("SELECT hostname, uuid FROM system_info");
    page.getByLabel("Launch as campaign (offline-tolerant)").check();
    page.getByLabel("Live window (minutes)").fill("1");
    page.getByLabel("Campaign name (optional)").fill("who is who");
    button("Launch as campaign").click();

    assertThat(page.getByText("Campaign dispatched to " + RunningSystem.HOSTS + " hosts"))
        .isVisible();
    page.waitForURL(CAMPAIGN);
    lateQuery = lastOf(page.url());
    assertThat(page.getByRole(AriaRole.HEADING, named("who is who"))).isVisible();
    assertThat(page.getByText(RunningSystem.HOSTS + " assigned hosts · ")).isVisible();
    assertThat(section("Pending hosts").getByText(laptop.hostname())).isVisible();
    assertThat(section("Frozen SQL").getByText("SELECT hostname, uuid FROM system_info"))
        .isVisible();
    assertThat(number("Responded")).hasText("" + (RunningSystem.HOSTS - 1));
    button("Stop Campaign").click();
    Axe.assertCleanDialog(page);
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
  }

  @Test
  @Order(2)
  void a_hunt_is_launched_while_the_same_laptop_is_asleep() {
    page.navigate("/hunts");
    page.getByText("Advanced Hunt", exactly()).first().click();
    page.getByLabel("Name", new GetByLabelOptions().setExact(true)).fill("droppers");
    page.getByLabel("Paste values").fill(SHA256);
    assertThat(page.getByLabel("Type of " + SHA256)).containsText("Detected: SHA256");
    page.getByLabel("Live window (minutes)").fill("1");
    button("Launch hunt").click();

    page.waitForURL(HUNT);
    JsonNode hunt = running.admin().get("/api/v1/hunts/" + lastOf(page.url())).body();
    lateHunt = hunt.get("campaign_id").asText();
    assertThat(page.getByRole(AriaRole.HEADING, named("droppers"))).isVisible();
  }

  @Test
  @Order(3)
  void a_campaign_that_crosses_its_cap_says_so_across_the_page() {
    page.navigate("/queries");
    typeSql(TOO_MANY);
    page.getByLabel("Launch as campaign (offline-tolerant)").check();
    button("Launch as campaign").click();
    page.waitForURL(CAMPAIGN);

    assertThat(page.getByText("Campaign auto-stopped after exceeding the aggregate row cap."))
        .isVisible();
    assertThat(page.getByText("stopped", exactly()).first()).isVisible();
    assertThat(button("Stop Campaign")).hasCount(0);
  }

  @Test
  @Order(4)
  void a_release_goes_from_its_registration_to_a_quarter_of_the_fleet() throws Exception {
    running.admin("pages-one");
    running.admin("pages-two");
    JsonNode signed = signed("9.9.1");
    Page registers =
        browser.signedIn("pages-one", RunningSystem.OPERATOR_PASSWORD, "/settings/osquery-updates");
    registers.getByRole(AriaRole.BUTTON, named("Register version")).click();
    registers.locator("input[name=version]").fill("9.9.1");
    registers.locator("input[name=download_url]").fill(signed.get("download_url").asText());
    registers.locator("input[name=sha256]").fill(signed.get("sha256").asText());
    registers.locator("textarea[name=signature]").fill(signed.get("signature").asText());
    registers
        .locator("input[name=manifest_timestamp]")
        .fill(signed.get("manifest_timestamp").asText());
    Axe.assertCleanDialog(registers);
    registers
        .getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Register").setExact(true))
        .click();
    assertThat(registers.getByText("osquery 9.9.1 (linux/amd64) registered")).isVisible();
    assertThat(registers.getByText("Pending", exactly())).isVisible();

    Page approves =
        browser.signedIn("pages-two", RunningSystem.OPERATOR_PASSWORD, "/settings/osquery-updates");
    Locator row = approves.getByRole(AriaRole.ROW).filter(has("9.9.1"));
    row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Approve")).click();
    assertThat(approves.getByText("osquery 9.9.1 (linux/amd64) approved")).isVisible();
    for (int percent : new int[] {1, 5, 25}) {
      preset(row, percent).click();
      assertThat(approves.getByText("Rollout set to " + percent + "%")).isVisible();
      assertThat(preset(row, percent)).hasAttribute("aria-pressed", "true");
    }
    assertThat(row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete")))
        .isDisabled();
    preset(row, 0).click();
    assertThat(preset(row, 0)).hasAttribute("aria-pressed", "true");
    registers.context().close();
    approves.context().close();
  }

  @Test
  @Order(5)
  void an_operator_sees_no_dead_buttons_and_is_refused_when_calling_anyway() {
    running.operator("watcher");
    Page watching =
        browser.signedIn("watcher", RunningSystem.OPERATOR_PASSWORD, "/campaigns/" + lateQuery);
    assertThat(watching.getByRole(AriaRole.HEADING, named("who is who"))).isVisible();
    assertThat(watching.getByRole(AriaRole.BUTTON, named("Stop Campaign"))).hasCount(0);
    assertThat(watching.getByRole(AriaRole.BUTTON, named("Archive"))).hasCount(0);
    for (String hidden : new String[] {"Osquery Updates", "Users", "Enrollment secrets", "Audit"}) {
      assertThat(
              watching
                  .getByLabel("Main")
                  .getByText(hidden, new Locator.GetByTextOptions().setExact(true)))
          .hasCount(0);
    }
    watching.navigate("/queries");
    assertThat(watching.getByLabel("SQL", new GetByLabelOptions().setExact(true))).isVisible();
    assertThat(watching.getByRole(AriaRole.BUTTON, named("Run query"))).hasCount(0);
    watching.navigate("/campaigns");
    assertThat(watching.getByText("who is who")).isVisible();
    assertThat(watching.getByRole(AriaRole.BUTTON, named("Stop who is who"))).hasCount(0);
    assertThat(watching.getByRole(AriaRole.BUTTON, named("Disable"))).hasCount(0);

    var status =
        watching.evaluate(
            """
            async (path) => {
              const session = await (await fetch('/api/v1/session')).json();
              const answer = await fetch(path, {
                method: 'POST',
                headers: {
                  'Content-Type': 'application/json',
                  'X-CSRF-Token': session.csrf_token,
                },
                body: '{}',
              });
              return answer.status + ' ' + (await answer.json()).code;
            }
            """,
            "/api/v1/campaigns/" + lateQuery + "/stop");
    assertThat(status).isEqualTo("403 forbidden");
    watching.context().close();
  }

  @Test
  @Order(6)
  void the_laptop_comes_back_and_is_late_on_both_pages() {
    await().atMost(Patience.LONG).until(() -> isOver(lateQuery) && isOver(lateHunt));
    page.navigate("/campaigns/" + lateQuery);
    assertThat(number("Late Responses")).hasText("0");
    laptop.comeBack();

    assertThat(number("Late Responses")).hasText("1");
    assertThat(section("Pending hosts"))
        .containsText("No pending hosts — all assignments complete");
    section("Late Responses")
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("View rows"))
        .click();
    assertThat(page.getByRole(AriaRole.DIALOG).getByText(laptop.hostname()).first()).isVisible();
    Axe.assertCleanDialog(page);

    page.navigate("/campaigns/" + lateHunt);
    assertThat(number("Late Matches")).hasText("1");
    String shown = SHA256.substring(0, 20) + "…" + SHA256.substring(56);
    assertThat(section("Late Matches").getByText(shown)).isVisible();
    assertThat(section("Frozen IOCs")).containsText("SHA256");
    page.navigate("/alerts?campaign_id=" + lateHunt);
    assertThat(page.getByRole(AriaRole.LINK, named(laptop.hostname())).first()).isVisible();
  }

  private boolean isOver(String campaign) {
    JsonNode detail = running.admin().get("/api/v1/campaigns/" + campaign).body();
    return Instant.parse(detail.get("live_until").asText()).isBefore(Instant.now());
  }

  private JsonNode signed(String version) throws IOException {
    Path binary = Files.write(directory.resolve("osqueryd"), new byte[] {1, 2, 3});
    Path json = running.signing().signed(version, "linux", "amd64", binary);
    return new JsonMapper().readTree(Files.readString(json));
  }

  private void typeSql(String sql) {
    Locator editor = page.getByLabel("SQL", new GetByLabelOptions().setExact(true));
    editor.click();
    page.keyboard().press("Control+a");
    // Typed over a selection, Chromium would carry its style over, which the policy forbids.
    page.keyboard().press("Backspace");
    page.keyboard().insertText(sql);
    // Escape closes what completion offers.
    page.keyboard().press("Escape");
  }

  private Locator number(String label) {
    return section("Coverage")
        .getByText(label, new Locator.GetByTextOptions().setExact(true))
        .locator("xpath=preceding-sibling::*[1]");
  }

  private Locator section(String title) {
    return page.getByRole(AriaRole.REGION, named(title));
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator preset(Locator row, int percent) {
    return row.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(percent + "%").setExact(true));
  }

  private static GetByRoleOptions named(String name) {
    return new GetByRoleOptions().setName(name);
  }

  private static GetByTextOptions exactly() {
    return new GetByTextOptions().setExact(true);
  }

  private static Locator.FilterOptions has(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static String lastOf(String url) {
    String path = url.replaceFirst("\\?.*", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
