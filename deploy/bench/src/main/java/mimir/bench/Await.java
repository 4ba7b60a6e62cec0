package mimir.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a state of the system that nothing announces. */
final class Await {

  static void until(Duration max, BooleanSupplier state) {
    long end = System.nanoTime() + max.toNanos();
    while (!state.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within " + max.toSeconds() + " s");
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private Await() {}
}
