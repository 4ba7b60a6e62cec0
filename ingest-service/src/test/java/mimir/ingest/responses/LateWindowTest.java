package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LateWindowTest {
  private static final Instant END = Instant.parse("2026-11-20T10:00:00Z");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | received                     | late
          R-6 long before the end           | 2026-11-20T09:00:00Z         | false
          R-6 a microsecond before the end  | 2026-11-20T09:59:59.999999Z  | false
          R-6 at the end                    | 2026-11-20T10:00:00Z         | false
          R-6 a microsecond after the end   | 2026-11-20T10:00:00.000001Z  | true
          A-9 a week later                  | 2026-11-27T10:00:00Z         | true
          """)
  void late(String why, Instant received, boolean late) {
    assertThat(LateWindow.late(received, END)).isEqualTo(late);
  }
}
