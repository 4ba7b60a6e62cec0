package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimPaceRulesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  /** Milliseconds of the claims; ten a second are given. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                      | 1
          0 0 0 0                | 4
          0 100 200 300          | 1
          0 50 100 150           | 2.5
          0 1000 1000 1000       | 3
          0 1000 1001 1002 9000  | 2.98
          0 100 200 200 200 300  | 3
          """)
  void the_fullest_window_of_any_length_counts(String millis, double burst) {
    List<Instant> claims =
        Arrays.stream(millis.split(" ", -1))
            .map(each -> START.plusMillis(Long.parseLong(each)))
            .toList();

    assertThat(ClaimPaceRules.burst(claims, 10)).isCloseTo(burst, within(1e-6));
  }

  @Test
  void no_claim_needs_no_burst() {
    assertThat(ClaimPaceRules.burst(List.of(), 10)).isZero();
  }
}
