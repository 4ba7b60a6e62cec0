package mimir.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({"500ms, 500", "5s, 5000", "5, 5000", "3m, 180000", "1h, 3600000"})
  void a_duration_is_a_number_and_a_unit(String text, long milliseconds) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(milliseconds));
  }

  @Test
  void a_range_has_two_ends() {
    assertThat(DurationText.range("60s..3m"))
        .containsExactly(Duration.ofSeconds(60), Duration.ofMinutes(3));
    assertThat(DurationText.range("5s"))
        .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  @Test
  void anything_else_is_refused() {
    assertThatThrownBy(() -> DurationText.parse("soon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("soon");
  }
}
