package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TurnsTest {

  @Test
  void there_are_so_many_and_each_is_had_again() {
    var turns = new Turns(2, 5, Duration.ZERO);

    assertThat(turns.take()).isTrue();
    assertThat(turns.take()).isTrue();
    assertThat(turns.take()).isFalse();
    turns.giveBack();
    assertThat(turns.take()).isTrue();
  }

  @Test
  void who_waits_gets_the_next_one_and_no_more_wait_than_may() throws Exception {
    var turns = new Turns(1, 1, Duration.ofMinutes(1));
    turns.take();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = CompletableFuture.supplyAsync(turns::take, threads);
      await().until(() -> turns.waiting() == 1);

      assertThat(turns.take()).as("no place to wait").isFalse();

      turns.giveBack();
      assertThat(waiting.get()).isTrue();
      assertThat(turns.waiting()).isZero();
    }
  }

  @Test
  void who_is_interrupted_has_none() {
    var turns = new Turns(1, 1, Duration.ofMinutes(1));
    turns.take();
    Thread.currentThread().interrupt();

    assertThat(turns.take()).isFalse();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(turns.waiting()).isZero();
  }
}
