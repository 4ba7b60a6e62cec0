package mimir.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PollTimesTest {

  @Test
  void connecting_is_part_of_a_poll_and_told_apart() {
    PollTimes times = new PollTimes();
    times.add(3_000_000, 0, true);
    times.add(5_000_000, 4_000_000, true);
    times.add(16_000_000_000L, 0, false);

    assertThat(times.polls().getTotalCount()).isEqualTo(3);
    assertThat(times.polls().getValueAtPercentile(50) / 1_000).isEqualTo(5);
    assertThat(times.polls().getMaxValue() / 1_000_000).isEqualTo(16);
    assertThat(times.connecting().getTotalCount()).isEqualTo(1);
    assertThat(times.afterConnecting().getMinNonZeroValue() / 1_000).isEqualTo(1);
    assertThat(times.failed()).isEqualTo(1);

    times.reset();

    assertThat(times.polls().getTotalCount()).isZero();
    assertThat(times.failed()).isZero();
  }
}
