package mimir.dispatch.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
  private Storm storm(int hosts, int withinMillis, boolean wereAway) {
    var polls = new PriorityQueue<Long>();
    var random = new SplittableRandom(7);
    for (int n = 0; n < hosts; n++) {
      polls.add(random.nextLong(withinMillis));
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
      Duration after = spread.putOff(START.plusMillis(now), wereAway && polled <= hosts);
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

    Storm storm = storm(hosts, within, true);

    long bucketMillis = (hosts - CAPACITY) * 1_000L / RATE;
    assertThat(storm.servedAfterMillis()).isLessThan(bucketMillis * 5 / 4);
  }

  @ParameterizedTest(name = "within {0} ms, away before: {1}")
  @CsvSource({"5000, true", "10000, true", "10000, false"})
  void hosts_that_poll_at_moments_of_their_own_hardly_ever_wait(int within, boolean wereAway) {
    Storm storm = storm(20_000, within, wereAway);

    assertThat(storm.putOff()).isLessThan(storm.polls() / 50);
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
    learn(START);

    for (int slot = 0; slot <= Spread.AHEAD; slot++) {
      for (int n = 0; n < ENOUGH; n++) {
        assertThat(spread.putOff(START, false)).isEqualTo(Duration.ofMillis(100L * slot));
      }
    }
    assertThat(spread.putOff(START, false)).isZero();
    assertThat(spread.putOff(START, false)).isEqualTo(Duration.ofMillis(100));
    assertThat(spread.putOff(START, true)).isZero();
  }

  @Test
  void what_was_put_off_counts_where_it_went() {
    learn(START);
    replyTimes(ENOUGH * (Spread.AHEAD + 1), START);

    assertThat(replyTimes(1, START.plusMillis(100))).isEqualTo(Duration.ofMillis(600));
  }

  @Test
  void nobody_is_put_off_while_it_is_not_known_what_is_usual() {
    assertThat(replyTimes(100 * ENOUGH, START)).isZero();
    assertThat(replyTimes(100 * ENOUGH, START.plusMillis(9_999))).isZero();

    assertThat(replyTimes(100 * ENOUGH, START.plusMillis(10_000))).isPositive();
  }

  @ParameterizedTest(name = "{0} ms later")
  @ValueSource(longs = {10_000, 10_123, 3_600_000, -2_100, -5_000, -3_601_234})
  void what_is_usual_is_learnt_anew_after_a_gap_or_with_a_clock_set_back(long later) {
    learn(START);
    replyTimes(ENOUGH, START);

    assertThat(replyTimes(100 * ENOUGH, START.plusMillis(later))).isZero();
  }

  /** Threads come out of turn, and clocks are set right. */
  @Test
  void who_comes_a_little_late_counts_for_the_current_moment() {
    learn(START);
    replyTimes(ENOUGH, START);

    assertThat(replyTimes(1, START.minusMillis(1_234))).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void many_threads_at_once_leave_it_as_it_was_to_the_next() throws Exception {
    learn(START);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var asked = new ArrayList<Future<Duration>>();
      for (int n = 0; n < 10_000; n++) {
        asked.add(threads.submit(() -> spread.putOff(START, false)));
      }
      for (Future<Duration> each : asked) {
        assertThat(each.get()).isBetween(Duration.ZERO, MOST);
      }
    }

    assertThat(replyTimes(100 * ENOUGH, START.plusMillis(5_000))).isPositive();
  }

  /** Up to then it is known that hardly anybody comes. */
  private void learn(Instant until) {
    spread.putOff(until.minusMillis(10_000), false);
    spread.putOff(until.minusMillis(5_000), false);
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
