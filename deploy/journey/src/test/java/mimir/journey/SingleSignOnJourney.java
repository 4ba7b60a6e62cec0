package mimir.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single sign-on through a browser and a real Keycloak. Not in the default run: {@code ./mvnw
 * -Pkeycloak verify}.
 */
@Tag("keycloak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SingleSignOnJourney {
  @TempDir static Path data;

  private LocalSystem local;
  private Keycloak keycloak;
  private ConsoleBrowser browser;

  @BeforeAll
  void start() {
    Assumptions.assumeTrue(ConsoleBrowser.chromium().isPresent(), "install chromium to run these");
    local = new LocalSystem(data, Map.of());
    keycloak = Keycloak.start(Path.of(System.getProperty("mimir.keycloak")), local.gatewayToBe());
    local.set("MIMIR_OIDC_ISSUER", keycloak.issuer().toString());
    local.set("MIMIR_OIDC_CLIENT_ID", "mimir");
    local.set("MIMIR_OIDC_CLIENT_SECRET", Keycloak.SECRET);
    local.up();
    browser = new ConsoleBrowser(local.gateway());
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.assertNoComplaints();
      browser.close();
    }
    if (keycloak != null) {
      keycloak.close();
    }
    if (local != null) {
      local.down();
    }
  }

  @Test
  void an_operator_of_the_provider_is_one_here_and_sees_the_page_that_was_wanted() {
    Page page = signOn("alice", "/hunts?status=completed");

    page.getByLabel("Signed in as alice").waitFor();
    assertThat(page).hasURL(Pattern.compile("/hunts\\?.*completed"));
    assertThat(page.getByText("Osquery Updates")).hasCount(0);
    var me = page.request().get("/api/v1/session").text();
    assertThat(me).contains("\"sign_in\":\"oidc\"", "\"operator\"", "can_launch_fleet_hunts");
  }

  @Test
  void signing_out_ends_the_session_here() {
    Page page = signOn("alice", "/");
    page.getByLabel("Signed in as alice").click();
    page.getByRole(AriaRole.MENUITEM, named("Sign out")).click();

    page.getByLabel("User name").waitFor();
    assertThat(page.request().get("/api/v1/session").status()).isEqualTo(401);
  }

  @Test
  void an_admin_of_the_provider_sees_that_accounts_of_it_are_not_changed_here() {
    Page page = signOn("lead", "/settings/users");

    assertThat(page.getByRole(AriaRole.HEADING, named("Users"))).isVisible();
    var lead =
        page.getByRole(AriaRole.ROW)
            .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("lead"));
    assertThat(lead.getByText("SSO")).isVisible();
    assertThat(lead.getByText("Reset password")).hasCount(0);
    assertThat(lead.getByText("Disable")).isVisible();
  }

  @Test
  void who_has_no_role_is_told_so_at_the_door() {
    Page page = signOn("guest", "/");

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("gives you no role in Mimir");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("no_role");
  }

  @Test
  void the_providers_admin_is_not_our_admin() {
    Page page = signOn("admin", "/");

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("username_taken");
    assertThat(page.request().get("/api/v1/session").status()).isEqualTo(401);
  }

  /** As far as the provider sends the person back. */
  private Page signOn(String username, String address) {
    Page page = browser.window(ConsoleBrowser.DESK, ColorScheme.LIGHT);
    page.navigate(address);
    page.getByRole(AriaRole.LINK, named("Sign in with single sign-on")).click();
    page.locator("#username").fill(username);
    page.locator("#password").fill(Keycloak.PASSWORD);
    page.locator("#kc-login").click();
    page.waitForURL(url -> url.startsWith(local.gateway().toString()));
    return page;
  }

  private static GetByRoleOptions named(String name) {
    return new GetByRoleOptions().setName(name);
  }
}
