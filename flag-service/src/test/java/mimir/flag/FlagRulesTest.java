package mimir.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagRulesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | before   | wanted | flips
          F-1 a fresh flag is off           |          | false  | false
          a fresh flag can be turned on     |          | true   | true
          F-4 on stays on without an event  | on       | true   | false
          on can be turned off              | on       | false  | true
          F-4 off again stays off           | on,off   | false  | false
          and on again                      | on,off   | true   | true
          """)
  void flips(String why, String before, boolean wanted, boolean flips) {
    var events = FlagRules.flip(KnownFlag.OFFLINE_CAMPAIGNS, events(before), wanted, "alice");

    assertThat(events)
        .isEqualTo(
            flips
                ? List.of(new FlagFlipped("offline_campaigns_enabled", wanted, "alice"))
                : List.of());
  }

  @Test
  void an_unknown_key_is_refused() {
    assertThatThrownBy(() -> KnownFlag.of("nope"))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_FLAG));
  }

  private static List<FlagEvent> events(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1))
            .<FlagEvent>map(
                value -> new FlagFlipped("offline_campaigns_enabled", value.equals("on"), "bob"))
            .toList();
  }
}
