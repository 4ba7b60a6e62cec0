package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFilterTest {

  @Test
  void each_parameter_narrows_by_its_own() {
    assertThat(HostFilter.of("Web", "stale", "darwin", "5.23.0", "env=prod"))
        .isEqualTo(
            new HostFilter(
                "Web", HostStatus.STALE, "darwin", "5.23.0", new Labels.Wanted("env", "prod")));
  }

  @Test
  void what_is_empty_or_missing_narrows_nothing() {
    var everything = new HostFilter(null, null, null, null, null);

    assertThat(HostFilter.of(null, null, null, null, null)).isEqualTo(everything);
    assertThat(HostFilter.of("", "", "", "", "")).isEqualTo(everything);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          q               | a\0b | -      | -     | -    | -
          status          | -    | ONLINE | -     | -    | -
          status          | -    | gone   | -     | -    | -
          platform        | -    | -      | Linux | -    | -
          platform        | -    | -      | aix   | -    | -
          osquery_version | -    | -      | -     | '5\0'  | -
          label           | -    | -      | -     | -    | ENV=x
          label           | -    | -      | -     | -    | =x
          """)
  void a_bad_value_is_refused_by_its_field(
      String field, String q, String status, String platform, String version, String label) {
    assertThatThrownBy(() -> HostFilter.of(q, status, platform, version, label))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FIELD);
              assertThat(refused.extras()).isEqualTo(Map.of("field", field));
            });
  }

  @Test
  void a_text_has_a_length() {
    assertThat(HostFilter.of("a".repeat(255), null, null, null, null).q()).hasSize(255);
    assertThatThrownBy(() -> HostFilter.of("a".repeat(256), null, null, null, null))
        .isInstanceOf(Refused.class);
  }
}
