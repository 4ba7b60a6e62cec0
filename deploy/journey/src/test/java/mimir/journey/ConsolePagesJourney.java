package mimir.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import mimir.fleet.Fleet;
import mimir.fleet.SimulatedHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every page: it opens at its address, shows what there is, in both themes and at both widths,
 * without an error, without a side scroll, and axe finds nothing. With {@code
 * -Dmimir.screenshots=true} each is kept as a picture.
 */
@Order(3)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsolePagesJourney {
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final boolean KEEP = Boolean.getBoolean("mimir.screenshots");

  private ConsoleBrowser browser;
  private RunningSystem running;
  private String campaign;
  private String huntCampaign;
  private String hunt;
  private String host;
  private Page desk;
  private Page phone;

  @BeforeAll
  void start(RunningSystem shared) {
    Assumptions.assumeTrue(ConsoleBrowser.chromium().isPresent(), "install chromium to run these");
    running = shared;
    Person admin = shared.admin();
    Fleet fleet = shared.fleet();
    shared.campaigns(true);
    shared.stopAll();
    SimulatedHost asleep = fleet.hosts().getLast();
    asleep.goOffline();
    campaign =
        CampaignPage.launch(admin, "SELECT name, version FROM os_version", RunningSystem.FLEET)
            .id();
    var value = Map.of("value", "sshd", "type", "filename", "severity", "high");
    JsonNode launched = admin.post("/api/v1/hunts/quick", value).body();
    hunt = launched.get("id").asText();
    huntCampaign = launched.get("campaign_id").asText();
    host = shared.idOf(fleet.hosts().getFirst());
    var saved =
        Map.of(
            "name", "listeners",
            "description", "What listens",
            "sql", "SELECT pid, port FROM listening_ports",
            "scope", Map.of("type", "all"));
    admin.post("/api/v1/saved-queries", saved);
    admin.post("/api/v1/api-keys", Map.of("name", "ci"));
    browser = new ConsoleBrowser(shared.local().gateway());
    desk = signedIn(ConsoleBrowser.DESK, ColorScheme.LIGHT);
    phone = signedIn(ConsoleBrowser.PHONE, ColorScheme.DARK);
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
      running.fleet();
      running.stopAll();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          campaigns          | /campaigns                | Campaigns           | os_version
          campaign-osquery   | /campaigns/{campaign}     | os_version          | Frozen SQL
          campaign-ioc-hunt  | /campaigns/{huntCampaign} | sshd                | Frozen IOCs
          queries            | /queries                  | Queries             | Fleet
          hunts              | /hunts                    | Hunts               | sshd
          hunt               | /hunts/{hunt}             | sshd                | Results
          indicators         | /indicators               | Indicators          | sshd
          alerts             | /alerts                   | Alerts              | sshd
          hosts              | /hosts                    | Hosts               | linux
          host               | /hosts/{host}             | .                   | online
          fleet-versions     | /versions                 | Fleet versions      | linux
          osquery-updates    | /settings/osquery-updates | Osquery Updates     | Registered versions
          feature-flags      | /settings/flags           | Feature flags       | offline_campaigns_enabled
          users              | /settings/users           | Users               | admin
          api-keys           | /settings/api-keys        | API keys            | ci
          enrollment-secrets | /settings/enrollment      | Enrollment secrets  | Uses
          audit              | /settings/audit           | Audit               | admin
          nowhere            | /nowhere                  | Not found           | no page
          """)
  void a_page_shows_what_there_is(String name, String address, String heading, String content) {
    look(desk, ColorScheme.LIGHT, name, filled(address), heading, content);
    look(phone, ColorScheme.DARK, name, filled(address), heading, content);
    browser.assertNoComplaints();
  }

  private void look(
      Page page, ColorScheme usual, String name, String address, String heading, String content) {
    page.navigate(address);
    Locator title =
        page.getByRole(
            AriaRole.HEADING, new GetByRoleOptions().setLevel(1).setName(Pattern.compile(heading)));
    assertThat(title.first()).isVisible();
    assertThat(page.getByRole(AriaRole.MAIN)).containsText(content);
    org.assertj.core.api.Assertions.assertThat(
            page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
        .as("%s fits at %d px", address, page.viewportSize().width)
        .isEqualTo(true);
    Axe.assertClean(page);
    if (KEEP) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        String file =
            "%s-%d-%s.png"
                .formatted(
                    name, page.viewportSize().width, scheme.toString().toLowerCase(Locale.ROOT));
        page.screenshot(
            new Page.ScreenshotOptions().setPath(PICTURES.resolve(file)).setFullPage(true));
      }
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(usual));
    }
  }

  private String filled(String address) {
    return address
        .replace("{campaign}", campaign)
        .replace("{huntCampaign}", huntCampaign)
        .replace("{hunt}", hunt)
        .replace("{host}", host);
  }

  private Page signedIn(int width, ColorScheme scheme) {
    Page page = browser.window(width, scheme);
    page.navigate("/");
    assertThat(page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Sign in")))
        .isVisible();
    Axe.assertClean(page);
    ConsoleBrowser.signIn(page, "admin", running.local().adminPassword(), "/campaigns");
    return page;
  }
}
