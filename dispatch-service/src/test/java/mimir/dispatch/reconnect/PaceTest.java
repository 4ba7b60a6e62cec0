package mimir.dispatch.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private static final Instant BACK = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration MAX = Duration.ofSeconds(30);

  @Test
  void a_hosts_delay_is_always_the_same_for_one_reconnect() {
    var host = new UUID(1, 2);

    assertThat(Pace.jitter(host, BACK, MAX)).isEqualTo(Pace.jitter(host, BACK, MAX));
  }

  @Test
  void another_reconnect_has_another_delay() {
    var host = new UUID(1, 2);

    assertThat(IntStream.range(0, 20).mapToObj(n -> Pace.jitter(host, BACK.plusSeconds(n), MAX)))
        .doesNotHaveDuplicates();
  }

  @Test
  void delays_are_uniform_over_hosts() {
    var tenths = new int[10];
    for (int n = 0; n < 10_000; n++) {
      Duration delay = Pace.jitter(new UUID(7, n), BACK, MAX);
      assertThat(delay).isGreaterThanOrEqualTo(Duration.ZERO).isLessThan(MAX);
      tenths[(int) (delay.toMillis() * 10 / MAX.toMillis())]++;
    }

    assertThat(Arrays.stream(tenths).boxed()).allSatisfy(n -> assertThat(n).isBetween(880, 1_120));
  }

  @ParameterizedTest(name = "{0} is no delay")
  @CsvSource({"PT0S", "PT-1S"})
  void no_delay_when_there_is_none_to_have(Duration max) {
    assertThat(Pace.jitter(new UUID(1, 2), BACK, max)).isZero();
  }

  @ParameterizedTest(name = "{0} tokens a second, {1} a read")
  @CsvSource({"200, 1, 20", "200, 5, 4", "9, 1, 1", "10, 5, 1", "290, 20, 1"})
  void so_many_hosts_use_up_a_tenth_of_a_second(int rate, int claimMax, int enough) {
    assertThat(Pace.hostsPerSlot(rate, claimMax)).isEqualTo(enough);
  }

  @ParameterizedTest(name = "rate {0}, burst {1}, {2} a read")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | 400 | 1  | 300
          200 | 100 | 1  | 1
          200 | 100 | 50 | 50
          1   | 1   | 1  | 1
          10  | 20  | 5  | 15
          """)
  void the_bucket_keeps_back_what_shares_may_hold(
      int rate, int burst, int claimMax, double capacity) {
    assertThat(Pace.capacity(rate, burst, claimMax)).isEqualTo(capacity);
  }

  @ParameterizedTest
  @CsvSource({"200, 1, 20", "9, 1, 1", "1, 1, 1", "1000, 5, 100", "9, 5, 5"})
  void a_share_is_a_tenth_of_a_second_or_what_one_host_may_claim(
      int rate, int claimMax, int share) {
    assertThat(Pace.share(rate, claimMax)).isEqualTo(share);
  }

  @ParameterizedTest(name = "{0} ms")
  @CsvSource({"-5000, 1", "0, 1", "1, 1", "1000, 1", "1001, 2", "30000, 30"})
  void seconds_until_then_are_whole_and_at_least_one(long millis, int seconds) {
    assertThat(Pace.secondsUntil(BACK.plusMillis(millis), BACK)).isEqualTo(seconds);
  }
}
