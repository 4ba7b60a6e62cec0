package mimir.campaign.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import mimir.contracts.guard.OsquerySchema;
import mimir.contracts.guard.SqlGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardLimitsTest {

  /** Blocked tells whether a fleet may be asked for the table. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                       | list            | table     | blocked
          G-3 the documented list    |                 | curl      | true
          G-3 one that is not on it  |                 | processes | false
          G-3 another list           | processes, time | time      | true
          G-3 it replaces the first  | processes, time | curl      | false
          G-3 in any case            | ProcesseS       | processes | true
          """)
  void a_list_says_what_only_one_host_is_asked(
      String why, String list, String table, boolean blocked) {
    try (var guard = guard(list)) {
      assertThat(guard.check("SELECT * FROM " + table).blockedBy())
          .isEqualTo(blocked ? Optional.of(table) : Optional.empty());
    }
  }

  /** Whoever unsets it by mistake opens nothing. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "")
  void a_list_that_is_unset_or_empty_is_the_documented_one(String list) {
    try (var guard = guard(list)) {
      assertThat(guard.check("SELECT * FROM shell_history").blockedBy()).contains("shell_history");
    }
  }

  @Test
  void a_name_that_is_no_table_stops_the_start() {
    assertThatThrownBy(() -> guard("curl, shell_histroy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shell_histroy");
  }

  private static SqlGuard guard(String list) {
    var limits =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withSources(
                new EnvConfigSource(
                    list == null ? Map.of() : Map.of("MIMIR_SQL_DENY_LIST", list), 300))
            .withMapping(GuardLimits.class)
            .withValidateUnknown(false)
            .build()
            .getConfigMapping(GuardLimits.class);
    return new GuardProducer().guard(OsquerySchema.bundled(), limits);
  }
}
