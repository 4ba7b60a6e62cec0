package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What axe-core finds against WCAG 2.2 AA, and its best practices. */
final class Axe {
  private static final Path SCRIPT =
      Path.of(System.getProperty("mimir.root"), "console/node_modules/axe-core/axe.min.js");

  private static final String RUN =
      """
      async () => (await axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      })).violations.flatMap((found) =>
        found.nodes.map((node) => found.id + ' at ' + node.target + ': ' + node.failureSummary))
      """;

  static void assertClean(Page page) {
    try {
      // As the driver, not as the page: the content policy forbids a page's own inline scripts.
      page.evaluate(Files.readString(SCRIPT) + "; undefined");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var found = (List<?>) page.evaluate(RUN);
    assertThat(found).as("axe at %s", page.url()).isEmpty();
  }

  /** With a dialog open, once it has faded in: half transparent, nothing has contrast. */
  static void assertCleanDialog(Page page) {
    page.getByRole(AriaRole.DIALOG).waitFor();
    page.waitForFunction(
        "() => document.getAnimations().every(each => each.playState === 'finished')");
    assertClean(page);
  }

  private Axe() {}
}
