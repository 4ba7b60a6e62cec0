package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import mimir.dispatch.TestClock;
import org.junit.jupiter.api.Test;

class FailureWindowTest {
  private final TestClock clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final FailureWindow window = new FailureWindow(3, clock);

  @Test
  void an_address_may_fail_so_often_a_minute() {
    fail("a", 2);
    assertThat(window.exceeded("a")).isFalse();

    fail("a", 1);

    assertThat(window.exceeded("a")).isTrue();
    assertThat(window.exceeded("b")).isFalse();
  }

  @Test
  void after_a_minute_it_may_try_again() {
    fail("a", 3);

    clock.advance(Duration.ofSeconds(61));

    assertThat(window.exceeded("a")).isFalse();
  }

  @Test
  void the_minute_begins_with_the_first_failure() {
    fail("a", 1);
    clock.advance(Duration.ofSeconds(40));
    fail("a", 2);
    assertThat(window.exceeded("a")).isTrue();

    clock.advance(Duration.ofSeconds(21));

    assertThat(window.exceeded("a")).isFalse();
  }

  @Test
  void a_flood_of_addresses_pushes_the_oldest_out_and_takes_no_more_memory() {
    fail("first", 3);

    for (int n = 0; n < 10_000; n++) {
      fail("other-" + n, 1);
    }

    assertThat(window.exceeded("first")).isFalse();
  }

  @Test
  void a_machine_with_a_network_of_addresses_is_one() {
    for (int n = 0; n < 3; n++) {
      fail("2001:db8:0:1:0:0:0:" + n, 1);
    }

    assertThat(window.exceeded("2001:db8:0:1:abcd:0:0:9")).isTrue();
    assertThat(window.exceeded("2001:db8:0:2:0:0:0:1")).isFalse();
    assertThat(window.exceeded("203.0.113.7")).isFalse();
  }

  private void fail(String address, int times) {
    for (int n = 0; n < times; n++) {
      window.add(address);
    }
  }
}
