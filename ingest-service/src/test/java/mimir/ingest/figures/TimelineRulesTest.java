package mimir.ingest.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineRulesTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          -PT1S   | 1
          PT0S    | 1
          PT59S   | 1
          PT60S   | 2
          PT10M   | 15
          PT1H    | 120
          PT23H   | 1800
          P7D     | 14400
          P365D   | 604800
          P1700D  | 2592000
          P9000D  | 2592000
          """,
      delimiter = '|')
  void the_narrowest_width_that_makes_at_most_60_buckets(Duration span, int seconds) {
    assertThat(TimelineRules.bucketSeconds(FROM, FROM.plus(span), null)).isEqualTo(seconds);
    assertThat(TimelineRules.bucketSeconds(FROM, FROM, FROM.plus(span))).isEqualTo(seconds);
    assertThat(TimelineRules.bucketSeconds(FROM, FROM.plus(span), FROM)).isEqualTo(seconds);
  }
}
