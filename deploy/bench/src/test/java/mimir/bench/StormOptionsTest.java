package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StormOptionsTest {

  @Test
  void nothing_given_is_the_goals_storm() {
    var options = StormOptions.parse(List.of());

    assertThat(options)
        .isEqualTo(new StormOptions(20_000, 1, 1, 2, Duration.ZERO, false, false, false));
    assertThat(options.up()).containsExactly("--dispatch-replicas", "1", "--plain-agents");
    assertThat(options.settings()).containsOnlyKeys("MIMIR_SERVICE_JAVA_OPTIONS");
    assertThat(options.summary())
        .contains("2 storms of 20000 hosts of seed 1 that poll at one moment", "faults: none");
  }

  @Test
  void everything_given_is_taken() {
    var options =
        StormOptions.parse(
            List.of(
                "500",
                "--replicas",
                "2",
                "--kill",
                "--seed",
                "7",
                "--storms",
                "3",
                "--splay",
                "60",
                "--faults",
                "--tls"));

    assertThat(options)
        .isEqualTo(new StormOptions(500, 2, 7, 3, Duration.ofMinutes(1), true, true, true));
    assertThat(options.up()).containsExactly("--dispatch-replicas", "2", "--restart");
    assertThat(options.settings()).containsOnlyKeys("MIMIR_SERVICE_JAVA_OPTIONS", "MIMIR_LEASE");
    assertThat(options.summary())
        .contains(
            "3 storms of 500 hosts of seed 7 that poll within 60 s, TLS",
            "killed",
            "replies lost 5 %",
            "twice 5 %",
            "60 min");
  }

  @Test
  void what_is_not_known_is_refused() {
    assertThatThrownBy(() -> StormOptions.parse(List.of("500", "--fast")))
        .hasMessageContaining("--fast");
    assertThatThrownBy(() -> StormOptions.parse(List.of("500", "--seed")))
        .hasMessageContaining("--seed");
    assertThatThrownBy(() -> StormOptions.parse(List.of("--kill")))
        .hasMessageContaining("--replicas");
    assertThatThrownBy(() -> StormOptions.parse(List.of("--storms", "0")))
        .hasMessageContaining("--storms");
  }
}
