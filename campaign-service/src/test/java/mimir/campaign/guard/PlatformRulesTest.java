package mimir.campaign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mimir.contracts.guard.OsquerySchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformRulesTest {
  private static final OsquerySchema SCHEMA = OsquerySchema.bundled();

  /** Hosts as {@code platform:number}; warnings as {@code table:number}. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                    | tables                   | hosts                       | warnings
          G-5 a table of every platform           | processes                | linux:2,darwin:1,windows:3  |
          G-5 a table of one platform             | registry                 | linux:2,darwin:1,windows:3  | registry:3
          G-5 only hosts that have it             | registry                 | windows:3                   |
          G-5 of two tables each                  | registry,deb_packages    | linux:2,windows:3           | registry:2,deb_packages:3
          G-5 the one of two that is missing      | processes,deb_packages   | windows:3                   | deb_packages:3
          G-5 in the order of the tables          | deb_packages,registry    | linux:2,windows:3           | deb_packages:3,registry:2
          G-5 no hosts at all                     | registry                 |                             |
          G-5 no tables at all                    |                          | linux:2                     |
          G-5 an alias is its table               | packages                 | linux:2                     | package_receipts:2
          G-5 freebsd has what linux and mac have | shadow,processes,augeas  | freebsd:4                   | shadow:4
          G-5 freebsd has not what windows has    | registry                 | freebsd:4,windows:1         | registry:4
          """)
  void warnings(String why, String tables, String hosts, String warnings) {
    var warned =
        PlatformRules.warnings(names(tables), SCHEMA, counts(hosts)).stream()
            .map(warning -> warning.table() + ":" + warning.hosts())
            .toList();

    assertThat(warned).isEqualTo(names(warnings));
  }

  @Test
  void a_warning_is_a_sentence_for_the_operator() {
    assertThat(PlatformRules.warnings(List.of("registry"), SCHEMA, Map.of("linux", 12L)))
        .containsExactly(
            new Warning(
                "table_not_on_platform",
                "registry exists on windows only: 12 hosts will answer with an error.",
                "registry",
                12));
    assertThat(PlatformRules.warnings(List.of("registry"), SCHEMA, Map.of("linux", 1L)))
        .extracting(Warning::message)
        .containsExactly("registry exists on windows only: 1 host will answer with an error.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          processes          | true
          processes,users    | true
                             | true
          registry           | false
          processes,registry | false
          augeas             | false
          """)
  void everywhere_is_on_all_platforms_that_hosts_have(String tables, boolean everywhere) {
    assertThat(PlatformRules.everywhere(names(tables), SCHEMA)).isEqualTo(everywhere);
  }

  /** Whoever is everywhere is never warned of, so that its hosts need not be counted. */
  @Test
  void what_is_everywhere_is_never_warned_of() {
    var everywhere =
        SCHEMA.tables().stream()
            .map(OsquerySchema.Table::name)
            .filter(name -> PlatformRules.everywhere(List.of(name), SCHEMA))
            .toList();

    assertThat(everywhere).isNotEmpty();
    assertThat(
            PlatformRules.warnings(
                everywhere,
                SCHEMA,
                Map.of("linux", 1L, "darwin", 1L, "windows", 1L, "freebsd", 1L)))
        .isEmpty();
  }

  private static List<String> names(String text) {
    return text == null ? List.of() : new ArrayList<>(Arrays.asList(text.split(",", -1)));
  }

  private static Map<String, Long> counts(String text) {
    var counts = new HashMap<String, Long>();
    for (String each : names(text)) {
      var parts = each.split(":", 2);
      counts.put(parts[0], Long.valueOf(parts[1]));
    }
    return counts;
  }
}
