package mimir.campaign.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeColorTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                            | active | age                 | color
          V-2 just launched               | true   | PT0S                | NONE
          V-2 by a clock that is ahead    | true   | PT-1H               | NONE
          V-2 a moment before 30 days     | true   | PT719H59M59.999999S | NONE
          V-2 30 days                     | true   | P30D                | YELLOW
          V-2 a moment before 90 days     | true   | PT2159H59M59S       | YELLOW
          V-2 90 days                     | true   | P90D                | ORANGE
          V-2 180 days                    | true   | P180D               | ORANGE
          V-2 a moment over 180 days      | true   | PT4320H0.000001S    | RED
          V-2 years                       | true   | P2000D              | RED
          V-2 a stopped one has no age    | false  | P2000D              | NONE
          """)
  void age(String why, boolean active, Duration age, AgeColor color) {
    assertThat(AgeColor.of(active, NOW.minus(age), NOW)).isEqualTo(color);
  }

  @ParameterizedTest
  @CsvSource({"NONE,none", "YELLOW,yellow", "ORANGE,orange", "RED,red"})
  void on_the_wire(AgeColor color, String wire) {
    assertThat(color.wire()).isEqualTo(wire);
  }
}
