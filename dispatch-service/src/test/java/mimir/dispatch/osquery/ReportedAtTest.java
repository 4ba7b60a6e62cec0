package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportedAtTest {
  private static final Instant LAUNCHED = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant RECEIVED = Instant.parse("2026-03-08T12:00:00Z");

  @ParameterizedTest(name = "R-5 {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-03-05T00:00:00Z        | true
          2026-03-01T12:00:00Z        | true
          2026-03-01T11:59:59.999999Z | false
          2026-03-08T12:05:00Z        | true
          2026-03-08T12:05:00.000001Z | false
          1970-01-01T00:00:00Z        | false
          9999-12-31T23:59:59Z        | false
                                      | false
          """)
  void an_agents_time_is_believed_between_launch_and_five_minutes_ahead(
      Instant agents, boolean believed) {
    assertThat(ReportedAt.sane(agents, LAUNCHED, RECEIVED)).isEqualTo(believed ? agents : null);
  }
}
