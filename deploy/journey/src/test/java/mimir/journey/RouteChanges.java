package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mimir.fleet.SimulatedHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A benchmark, and no journey of the default run: {@code deploy/bench/routes}. How long a person
 * waits for a page of the console after a click in its navigation: until the heading has been
 * painted, for pages that were open before.
 */
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteChanges {
  private static final double LIMIT_MILLIS = 100;
  private static final int ROUNDS = 20;

  private static final List<String> PAGES =
      List.of(
          "Campaigns",
          "Queries",
          "Hunts",
          "Indicators",
          "Alerts",
          "Hosts",
          "Fleet versions",
          "Osquery Updates",
          "Feature flags",
          "Users",
          "API keys",
          "Enrollment secrets",
          "Audit");

  // A heading that stands in the document when a frame begins is painted with it, and the first
  // task after the frame's callbacks comes when it has been.
  private static final String CLICK =
      """
      title => new Promise((shown, failed) => {
        const link = [...document.querySelectorAll('nav a')]
          .find(each => each.textContent.trim() === title);
        if (!link) return failed(new Error('no link ' + title));
        const begun = performance.now();
        link.click();
        const look = () => {
          const heading = document.querySelector('main h1');
          if (heading && heading.textContent.trim() === title) {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => shown(performance.now() - begun);
            painted.port2.postMessage(null);
          } else if (performance.now() - begun > 20000) {
            failed(new Error(title + ' is not shown'));
          } else {
            requestAnimationFrame(look);
          }
        };
        requestAnimationFrame(look);
      })
      """;

  private ConsoleBrowser browser;
  private Page page;

  @BeforeAll
  void start(RunningSystem shared) {
    assertThat(ConsoleBrowser.chromium()).as("chromium, which is to be installed").isPresent();
    shared.campaigns(true);
    var hosts = shared.fleet().hosts();
    CampaignPage.launch(shared.admin(), "SELECT name FROM os_version", RunningSystem.FLEET)
        .awaitCount("responded", hosts.size(), Patience.LONG);
    // Polls every second beside the browser are no part of what is measured.
    hosts.forEach(SimulatedHost::goOffline);
    browser = new ConsoleBrowser(shared.local().gateway());
    page = browser.window(ConsoleBrowser.DESK, ColorScheme.LIGHT);
    ConsoleBrowser.signIn(page, "admin", shared.local().adminPassword(), "/campaigns");
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void a_page_is_there_before_a_person_notices() {
    List<Double> first = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    Map<String, List<Double>> ofPages = new LinkedHashMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      for (String title : PAGES) {
        double millis = ((Number) page.evaluate(CLICK, title)).doubleValue();
        (round == 0 ? first : again).add(millis);
        if (round > 0) {
          ofPages.computeIfAbsent(title, _ -> new ArrayList<>()).add(millis);
        }
      }
    }
    ofPages.forEach((title, millis) -> System.out.printf("%-20s %s%n", title, figures(millis)));
    System.out.printf("first visit, with its code: %s%n", figures(first));
    System.out.printf("again:                      %s%n", figures(again));
    double share = at(again, 0.95) / LIMIT_MILLIS;
    System.out.printf("p95 is %.2f of the limit of %.0f ms%n", share, LIMIT_MILLIS);
    assertThat(share).isLessThan(1);
  }

  private static String figures(List<Double> millis) {
    return "median %.0f ms, p95 %.0f ms, most %.0f ms (%d changes)"
        .formatted(at(millis, 0.5), at(millis, 0.95), at(millis, 1), millis.size());
  }

  private static double at(List<Double> millis, double share) {
    List<Double> sorted = millis.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
