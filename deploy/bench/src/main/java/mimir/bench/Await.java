package mimir.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a state of the system that nothing announces. */
final class Await {

  @FunctionalInterface
  interface State<E extends Exception> {
    boolean isReached() throws E;
  }

  static <E extends Exception> void until(Duration max, State<E> state) throws E {
    if (!within(max, Duration.ofMillis(50), state)) {
      throw new IllegalStateException("not within " + max.toSeconds() + " s");
    }
  }

  /** False when it did not come; for what is no reason to end. */
  static <E extends Exception> boolean within(Duration max, Duration every, State<E> state)
      throws E {
    long end = System.nanoTime() + max.toNanos();
    while (!state.isReached()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(every.toNanos());
    }
    return true;
  }

  private Await() {}
}
