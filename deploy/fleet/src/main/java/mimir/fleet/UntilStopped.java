package mimir.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Keeps a command running until it is told to stop: by a signal, or by the end of its input. */
final class UntilStopped {

  private static final Duration SUMMARY_EVERY = Duration.ofSeconds(30);

  private UntilStopped() {}

  /**
   * Calls {@code summary} every 30 seconds, and {@code close} once before the JVM may end.
   *
   * @param commands gets the lines of an input whose end is waited for
   */
  static void run(
      boolean endsWithInput, Consumer<String> commands, Runnable summary, Runnable close)
      throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread atExit =
        new Thread(
            () -> {
              stop.countDown();
              awaitQuietly(stopped);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(atExit);
    if (endsWithInput) {
      Thread.ofPlatform().daemon().name("stdin").start(() -> awaitEndOfInput(commands, stop));
    }
    while (!stop.await(SUMMARY_EVERY.toSeconds(), TimeUnit.SECONDS)) {
      summary.run();
    }
    close.run();
    stopped.countDown();
  }

  private static void awaitEndOfInput(Consumer<String> commands, CountDownLatch stop) {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        commands.accept(line);
      }
    } catch (IOException e) {
      // An input that cannot be read has ended.
      stop.countDown();
    }
    stop.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      boolean inTime = latch.await(15, TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("fleet: stopped with requests under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
