package mimir.campaign.hunts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuntStatusTest {
  private static final Instant LIVE_UNTIL = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          published, responded, errored, cancelled, gaveUp, seconds, status
          false,     0,         0,       0,         false,  -1,      PENDING
          true,      0,         0,       0,         false,  -1,      RUNNING
          true,      2,         0,       0,         false,  -1,      RUNNING
          true,      3,         0,       0,         false,  -1,      COMPLETED
          true,      2,         1,       0,         false,  -1,      COMPLETED
          true,      0,         3,       0,         false,  -1,      FAILED
          true,      0,         1,       2,         false,  -1,      FAILED
          true,      1,         0,       2,         false,  -1,      PARTIAL
          true,      0,         0,       3,         false,  -1,      PARTIAL
          true,      2,         0,       0,         false,   0,      PARTIAL
          false,     0,         0,       0,         false,   0,      PARTIAL
          true,      3,         0,       0,         false,   9,      COMPLETED
          true,      2,         0,       0,         true,   -1,      CANCELLED
          true,      3,         0,       0,         true,   -1,      CANCELLED
          """)
  void it_follows_from_the_hosts_and_the_clock(
      boolean published,
      long responded,
      long errored,
      long cancelled,
      boolean gaveUp,
      int seconds,
      HuntStatus status) {
    var hosts = new HuntStatus.Progress(published, 3, responded, errored, cancelled);

    assertThat(
            HuntStatus.of(hosts, gaveUp, LIVE_UNTIL, LIVE_UNTIL.plus(Duration.ofSeconds(seconds))))
        .isEqualTo(status);
  }
}
