package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostStatusTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest(name = "H-3 silent for {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PT0S           | online
          PT-5S          | online
          PT10M          | online
          PT10M0.000001S | stale
          PT24H          | stale
          PT24H0.000001S | offline
          P400D          | offline
          """)
  void a_host_is_what_its_last_contact_says(Duration silent, String status) {
    var of = HostStatus.of(NOW.minus(silent), NOW, Duration.ofMinutes(10), Duration.ofHours(24));

    assertThat(of.wire()).isEqualTo(status);
  }
}
