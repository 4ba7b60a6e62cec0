package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerOptionsTest {

  @Test
  void without_words_everything_is_measured() {
    var options = AnswerOptions.parse(List.of());

    assertThat(options.cases())
        .containsExactlyInAnyOrder(
            "rows", "campaigns", "visible", "alerts", "backlog", "export", "stack");
    assertThat(options.kept()).isEqualTo(1_000_000);
    assertThat(options.onlyInSystem()).isFalse();
  }

  @Test
  void cases_and_sizes_come_in_any_order() {
    var options = AnswerOptions.parse(List.of("answers=1000000", "backlog", "rounds=5", "stack"));

    assertThat(options.cases()).containsExactlyInAnyOrder("backlog", "stack");
    assertThat(options.has("rows")).isFalse();
    assertThat(options.answers()).isEqualTo(1_000_000);
    assertThat(options.rounds()).isEqualTo(5);
    assertThat(AnswerOptions.parse(List.of("visible", "rate=50")).onlyInSystem()).isTrue();
    assertThat(AnswerOptions.parse(List.of("alerts", "visible")).onlyInSystem()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"row", "rows=", "rows=many", "rows=0", "rounds=-1", "depth=3", "=3", "3"})
  void what_it_does_not_know_is_refused(String argument) {
    assertThatIllegalArgumentException().isThrownBy(() -> AnswerOptions.parse(List.of(argument)));
  }
}
