package mimir.campaign.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectedTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                          | within | since
          H-3 the default               | PT90S  | 2026-11-20T09:48:30Z
          H-3 polls every two minutes   | PT5M   | 2026-11-20T09:45:00Z
          H-3 only what is coarse       | PT0S   | 2026-11-20T09:50:00Z
          """)
  void since(String why, Duration within, Instant since) {
    assertThat(Connected.since(Instant.parse("2026-11-20T10:00:00Z"), within)).isEqualTo(since);
  }
}
