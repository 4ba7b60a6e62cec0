package mimir.dispatch.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final int POLL_MILLIS = 5_000;
  private static final int RATE = 200;
  private static final int CAPACITY = 300;
  private static final int ENOUGH = 20;
  private static final Duration MOST = Duration.ofMillis((long) Spread.AHEAD * Spread.SLOT_MILLIS);

  private final Spread spread = new Spread(ENOUGH);

  /** Of one storm: when the last host was served, and replies that were put off. */
  private record Storm(long servedAfterMillis, int polls, int putOff) {}

  /** Hosts that poll as osquery does until the bucket lets them in. */
  private Storm storm(int hosts, int withinMillis) {
    var polls = new PriorityQueue<Long>();
    for (int n = 0; n < hosts; n++) {
      polls.add((long) n * withinMillis / hosts);
    }
    double tokens = CAPACITY;
    long refilled = 0;
    int polled = 0;
    int putOff = 0;
    long now = 0;
    while (!polls.isEmpty()) {
      now = polls.remove();
      polled++;
      tokens = Math.min(CAPACITY, tokens + (now - refilled) * RATE / 1_000.0);
      refilled = now;
      if (tokens >= 1) {
        tokens--;
        continue;
      }
      Duration after = spread.putOff(START.plusMillis(now), polled <= hosts);
      assertThat(after).isBetween(Duration.ZERO, MOST);
      putOff += after.isZero() ? 0 : 1;
      polls.add(now + after.toMillis() + POLL_MILLIS);
    }
    return new Storm(now, polled, putOff);
  }

  @ParameterizedTest(name = "within {0} ms")
  @ValueSource(ints = {1, 300, 1_000, 2_000, 5_000})
  void few_tokens_are_left_over_when_hosts_come_back_at_one_moment(int within) {
    int hosts = 20_000;

    Storm storm = storm(hosts, within);

    long bucketMillis = (hosts - CAPACITY) * 1_000L / RATE;
    assertThat(storm.servedAfterMillis()).isLessThan(bucketMillis * 5 / 4);
  }

  @ParameterizedTest(name = "within {0} ms")
  @ValueSource(ints = {5_000, 10_000})
  void hosts_that_poll_at_moments_of_their_own_hardly_ever_wait(int within) {
    Storm storm = storm(20_000, within);

    assertThat(storm.putOff()).isLessThan(storm.polls() / 20);
  }

  @Test
  void as_many_as_use_up_the_tokens_of_their_moment_are_never_put_off() {
    for (int round = 0; round < 20; round++) {
      for (int n = 0; n < ENOUGH; n++) {
        assertThat(spread.putOff(START.plusMillis(5_000L * round), false)).isZero();
      }
    }
  }

  @Test
  void what_is_too_much_for_a_moment_goes_to_the_next_ones_and_then_to_the_emptiest() {
    for (int slot = 0; slot <= Spread.AHEAD; slot++) {
      for (int n = 0; n < ENOUGH; n++) {
        assertThat(spread.putOff(START, false)).isEqualTo(Duration.ofMillis(100L * slot));
      }
    }

    assertThat(spread.putOff(START, false)).isZero();
    assertThat(spread.putOff(START, false)).isEqualTo(Duration.ofMillis(100));
    assertThat(spread.putOff(START, true)).isZero();
  }

  @ParameterizedTest(name = "{0} ms later")
  @CsvSource({"5000", "5123", "3600000", "3602500", "-5000", "-3601234"})
  void a_moment_is_forgotten_with_a_gap_of_five_seconds_or_a_clock_set_back(long later) {
    replyTimes(ENOUGH * (Spread.AHEAD + 1), START);

    assertThat(replyTimes(ENOUGH, START.plusMillis(later))).isZero();
    assertThat(replyTimes(1, START.plusMillis(later))).isEqualTo(Duration.ofMillis(100));
  }

  /** Threads come out of turn, and clocks are set right. */
  @Test
  void who_comes_a_little_late_counts_for_the_current_moment() {
    replyTimes(ENOUGH, START);

    assertThat(replyTimes(1, START.minusMillis(1_234))).isEqualTo(Duration.ofMillis(100));
  }

  /** By how much the last of them is put off. */
  private Duration replyTimes(int replies, Instant at) {
    Duration last = Duration.ZERO;
    for (int n = 0; n < replies; n++) {
      last = spread.putOff(at, false);
    }
    return last;
  }
}
