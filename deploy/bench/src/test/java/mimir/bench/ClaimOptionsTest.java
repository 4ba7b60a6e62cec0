package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimOptionsTest {

  @Test
  void without_words_everything_is_measured_at_once() {
    var options = ClaimOptions.parse(List.of());

    assertThat(options.cases()).containsExactlyInAnyOrder("peers", "size", "snapshot");
    assertThat(options.rounds()).isEqualTo(3);
    assertThat(options.idle()).isZero();
    assertThat(options.when()).isEmpty();
  }

  @Test
  void cases_and_sizes_come_in_any_order() {
    var options =
        ClaimOptions.parse(List.of("idle=600", "snapshot", "when=free", "rounds=5", "size"));

    assertThat(options.cases()).containsExactlyInAnyOrder("snapshot", "size");
    assertThat(options.has("peers")).isFalse();
    assertThat(options.idle()).isEqualTo(Duration.ofMinutes(10));
    assertThat(options.rounds()).isEqualTo(5);
    assertThat(options.when()).contains(Path.of("free"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"peer", "rounds=", "rounds=0", "idle=-1", "idle=long", "when=", "3"})
  void what_it_does_not_know_is_refused(String argument) {
    assertThatIllegalArgumentException().isThrownBy(() -> ClaimOptions.parse(List.of(argument)));
  }
}
