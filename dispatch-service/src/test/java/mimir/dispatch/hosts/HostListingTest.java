package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mimir.dispatch.hosts.HostListing.HostRow;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class HostListingTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Inject HostListing listing;
  @Inject Jdbi jdbi;

  private GivenHosts given;

  @BeforeEach
  void given() {
    given = new GivenHosts(jdbi, NOW);
  }

  @ParameterizedTest(name = "H-3 {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          online         | a-now, b-10min
          stale          | c-later, d-24h
          offline        | e-later
          decommissioned | f-gone
          ''             | a-now, b-10min, c-later, d-24h, e-later
          """)
  void a_status_lists_the_hosts_that_have_it(String status, String names) {
    given.host("a-now");
    seen("b-10min", Duration.ofMinutes(10));
    seen("c-later", Duration.ofMinutes(10).plusMillis(1));
    seen("d-24h", Duration.ofHours(24));
    seen("e-later", Duration.ofHours(24).plusMillis(1));
    given.set(given.host("f-gone"), "decommissioned_at = last_seen");

    assertThat(names(HostFilter.of(given.mark, status, null, null, null)))
        .containsExactly(names.split(", "));
  }

  @ParameterizedTest(name = "H-7 {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env=prod  | prod
          env       | prod, test
          env=      | ''
          0=zero    | prod
          empty=    | test
          other     | ''
          """)
  void a_label_lists_the_hosts_that_carry_it(String label, String names) {
    given.set(given.host("prod"), "labels = '{\"env\": \"prod\", \"0\": \"zero\"}'");
    given.set(given.host("test"), "labels = '{\"env\": \"test\", \"empty\": \"\"}'");
    given.host("without");

    assertThat(String.join(", ", names(HostFilter.of(given.mark, null, null, null, label))))
        .isEqualTo(names);
  }

  @Test
  void platform_and_osquery_version_are_matched_as_a_whole() {
    given.host("a", "linux", "5.23.0", NOW);
    given.host("b", "darwin", "5.23.0", NOW);
    given.host("c", "linux", "5.23.0-1", NOW);

    assertThat(names(HostFilter.of(given.mark, null, "linux", null, null)))
        .containsExactly("a", "c");
    assertThat(names(HostFilter.of(given.mark, null, null, "5.23.0", null)))
        .containsExactly("a", "b");
    assertThat(names(HostFilter.of(given.mark, null, "linux", "5.23.0", null)))
        .containsExactly("a");
  }

  @Test
  void a_name_is_found_by_a_part_of_it_and_no_character_is_a_wildcard() {
    given.host("Web_1");
    given.host("web-1");
    given.host("100%");

    assertThat(names(HostFilter.of(given.mark + "-WEB_", null, null, null, null)))
        .containsExactly("Web_1");
    assertThat(names(HostFilter.of(given.mark + "-100%", null, null, null, null)))
        .containsExactly("100%");
    assertThat(names(HostFilter.of(given.mark + "-%", null, null, null, null))).isEmpty();
  }

  @Test
  void pages_under_a_filter_hold_each_host_once() {
    // Many of one name: the id decides between them.
    IntStream.range(0, 7)
        .forEach(n -> given.set(given.host("x" + n), "hostname = '" + twin() + "'"));
    IntStream.range(0, 7).forEach(n -> given.host("other-" + n, "darwin", "5.23.0", NOW));
    IntStream.range(0, 4).forEach(n -> given.host("last-" + n));
    var filter = HostFilter.of(given.mark, "online", "linux", null, null);

    var pages = new ArrayList<List<HostRow>>();
    HostListing.Key after = null;
    do {
      pages.add(listing.page(filter, after, 3, NOW));
      after = pages.getLast().isEmpty() ? null : key(pages.getLast().getLast());
    } while (after != null);

    assertThat(pages).extracting(List::size).containsExactly(3, 3, 3, 2, 0);
    assertThat(pages.stream().flatMap(List::stream).map(row -> row.hostId).distinct()).hasSize(11);
  }

  private String twin() {
    return given.mark + "-twin";
  }

  private static HostListing.Key key(HostRow row) {
    return HostListing.Key.parse(new HostListing.Key(row.hostname, row.hostId).text());
  }

  private void seen(String name, Duration ago) {
    given.host(name, "linux", "5.23.0", NOW.minus(ago));
  }

  private List<String> names(HostFilter filter) {
    return listing.page(filter, null, 50, NOW).stream()
        .map(row -> row.hostname.substring(given.mark.length() + 1))
        .toList();
  }
}
