package mimir.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureWindowTest {
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final FailureWindow window = new FailureWindow(5, () -> now);

  @Test
  void the_sixth_attempt_after_five_failures_waits_for_the_first_to_be_a_minute_old() {
    for (int i = 0; i < 5; i++) {
      assertThat(window.pause("alice")).isEmpty();
      window.failed("alice");
      pass(1);
    }

    assertThat(window.pause("alice")).contains(Duration.ofSeconds(55));
    pass(54);
    assertThat(window.pause("alice")).contains(Duration.ofSeconds(1));
    pass(1);
    assertThat(window.pause("alice")).isEmpty();
  }

  @Test
  void others_do_not_wait() {
    fail("alice", 5);

    assertThat(window.pause("bob")).isEmpty();
  }

  @Test
  void success_forgets_failures() {
    fail("alice", 4);

    window.forget("alice");
    fail("alice", 4);

    assertThat(window.pause("alice")).isEmpty();
  }

  @Test
  void attempts_while_waiting_do_not_prolong_the_wait() {
    fail("alice", 5);
    pass(59);

    assertThat(window.pause("alice")).contains(Duration.ofSeconds(1));
    pass(1);
    assertThat(window.pause("alice")).isEmpty();
  }

  @Test
  void many_names_push_out_the_one_that_failed_longest_ago() {
    fail("alice", 5);
    for (int i = 0; i < FailureWindow.KEYS_MAX - 1; i++) {
      fail("name" + i, 1);
    }
    assertThat(window.pause("alice")).isPresent();

    fail("one more", 1);

    assertThat(window.pause("alice")).isEmpty();
  }

  private void fail(String key, int times) {
    for (int i = 0; i < times; i++) {
      window.failed(key);
    }
  }

  private void pass(long seconds) {
    now = now.plusSeconds(seconds);
  }
}
