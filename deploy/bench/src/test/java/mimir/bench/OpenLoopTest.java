package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenLoopTest {
  private static final int RATE = 100_000;

  @Test
  void each_call_is_made_once_and_the_warm_up_is_not_timed() throws Exception {
    var loop = new OpenLoop(RATE, 10, 90);
    var made = ConcurrentHashMap.<Integer>newKeySet();

    double[] millis =
        loop.run(
            4,
            number -> {
              made.add(number);
              loop.done(number);
            });

    assertThat(made).hasSize(100);
    assertThat(millis).hasSize(90).isSorted();
  }

  @Test
  void a_call_that_waits_for_a_later_one_gets_it() throws Exception {
    var loop = new OpenLoop(RATE, 0, 2);
    var later = new CountDownLatch(1);

    double[] millis =
        loop.run(
            2,
            number -> {
              if (number == 0) {
                later.await();
              } else {
                later.countDown();
              }
              loop.done(number);
            });

    assertThat(millis).hasSize(2);
  }

  @Test
  void one_call_that_fails_fails_the_run() {
    var loop = new OpenLoop(RATE, 0, 5);

    assertThatThrownBy(
            () ->
                loop.run(
                    1,
                    number -> {
                      if (number == 3) {
                        throw new IOException("busy");
                      }
                      loop.done(number);
                    }))
        .hasRootCauseMessage("busy");
  }

  @ParameterizedTest
  @CsvSource({"0.5, 51", "0.99, 100", "0, 1", "1, 100"})
  void a_quantile_is_never_flattered(double quantile, double value) {
    double[] sorted = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();

    assertThat(OpenLoop.at(sorted, quantile)).isEqualTo(value);
  }
}
