package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A browser before the console, as people have one. */
final class ConsoleBrowser implements AutoCloseable {
  static final int DESK = 1280;
  static final int PHONE = 390;

  /** A page of the console that has not shown what is awaited by then will not. */
  private static final double PATIENCE_MILLIS = 20_000;

  private final Playwright playwright;
  private final Browser browser;
  private final URI gateway;

  /** What the pages complained of: errors of scripts, and what the content policy forbade. */
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  ConsoleBrowser(URI gateway) {
    this.gateway = gateway;
    this.playwright =
        Playwright.create(
            new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(chromium().orElseThrow())
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  /** Where Chromium is, if it is on this machine. */
  static Optional<Path> chromium() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A window of nobody. */
  Page window(int width, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new NewContextOptions()
                .setBaseURL(gateway.toString())
                .setViewportSize(width, width == PHONE ? 844 : 900)
                .setColorScheme(scheme)
                .setAcceptDownloads(true));
    context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    Page page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.onPageError(error -> complaints.add(page.url() + ": " + error));
    page.onResponse(
        response -> {
          if (response.status() >= 500
              || (response.status() >= 400 && response.url().contains("/assets/"))) {
            complaints.add(response.url() + " answered " + response.status());
          }
        });
    page.onConsoleMessage(
        message -> {
          // A refusal is an answer like others; the pages tell it.
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            complaints.add(page.url() + ": " + message.text());
          }
        });
    return page;
  }

  /** A window of somebody who has signed in at the door, at this address. */
  Page signedIn(String username, String password, String address) {
    Page page = window(DESK, ColorScheme.LIGHT);
    signIn(page, username, password, address);
    return page;
  }

  static void signIn(Page page, String username, String password, String address) {
    page.navigate(address);
    page.getByLabel("User name").fill(username);
    page.locator("input[name=password]").fill(password);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
    page.getByLabel("Signed in as " + username).waitFor();
  }

  /** No script failed and no style was forbidden, in any window since the last look. */
  void assertNoComplaints() {
    var found = List.copyOf(complaints);
    complaints.clear();
    assertThat(found).isEmpty();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
