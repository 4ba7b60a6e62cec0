package mimir.campaign.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  /** {@code held}: for each slot in how many milliseconds it ends. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                 | held                  | max | retry_after
          L-4 nothing is held                  |                       | 5   |
          L-4 one is free                      | 9000,8000,7000,6000   | 5   |
          L-4 none is free                     | 9000,8000,7000        | 3   | 7
          L-4 a part of a second is one        | 9000,1,7000           | 3   | 1
          L-4 rounded up                       | 6001                  | 1   | 7
          L-4 over it, the limit was lowered   | 9000,8000,7000,6000   | 2   | 8
          L-4 none allowed at all              | 9000                  | 0   | 9
          """)
  void require_free(String why, String held, int max, Integer retryAfter) {
    var slots = slots(held);

    if (retryAfter == null) {
      assertThatCode(() -> SlotRules.requireFree(slots, max, NOW)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> SlotRules.requireFree(slots, max, NOW))
          .isInstanceOfSatisfying(
              Refused.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.MAX_CONCURRENT_HUNTS_REACHED);
                assertThat(e.extras()).containsEntry("retry_after_seconds", (long) retryAfter);
                assertThat(e.extras().get("slots"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSameElementsAs(slots);
              });
    }
  }

  @Test
  void the_list_of_what_holds_them_begins_with_the_first_to_end() {
    var slots = slots("9000,1000,5000");

    assertThatThrownBy(() -> SlotRules.requireFree(slots, 3, NOW))
        .isInstanceOfSatisfying(
            Refused.class,
            e ->
                assertThat(e.extras())
                    .containsEntry("slots", List.of(slots.get(1), slots.get(2), slots.get(0))));
  }

  private static List<HeldSlot> slots(String millis) {
    if (millis == null) {
      return List.of();
    }
    return Arrays.stream(millis.split(",", -1))
        .map(Integer::parseInt)
        .map(
            end ->
                new HeldSlot(
                    UUID.randomUUID(), "osquery", "x", "alice", NOW.plus(Duration.ofMillis(end))))
        .toList();
  }
}
