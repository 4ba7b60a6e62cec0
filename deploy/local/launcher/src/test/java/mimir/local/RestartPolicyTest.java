package mimir.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  @Test
  void the_pause_doubles_up_to_its_bound() {
    var policy = new RestartPolicy.Always(Duration.ofMillis(500), Duration.ofSeconds(10));

    assertThat(policy.pause(1)).contains(Duration.ofMillis(500));
    assertThat(policy.pause(2)).contains(Duration.ofSeconds(1));
    assertThat(policy.pause(5)).contains(Duration.ofSeconds(8));
    assertThat(policy.pause(6)).contains(Duration.ofSeconds(10));
    assertThat(policy.pause(1_000_000)).contains(Duration.ofSeconds(10));
  }

  @Test
  void never_means_never() {
    assertThat(new RestartPolicy.Never().pause(1)).isEmpty();
  }
}
