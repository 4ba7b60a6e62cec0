package mimir.dispatch.osquery;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Some at a time, in their order; others wait for a bounded time, and so many of them at most. */
final class Turns {
  private final Semaphore turns;
  private final Semaphore places;
  private final int placesMax;
  private final Duration within;

  Turns(int atOnce, int waitingMax, Duration within) {
    this.turns = new Semaphore(atOnce, true);
    this.places = new Semaphore(waitingMax);
    this.placesMax = waitingMax;
    this.within = within;
  }

  /** False when there is none in time. Blocks. */
  boolean take() {
    if (turns.tryAcquire()) {
      return true;
    }
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      return turns.tryAcquire(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      places.release();
    }
  }

  void giveBack() {
    turns.release();
  }

  int waiting() {
    return placesMax - places.availablePermits();
  }

  /** How many can be had at once now. */
  int free() {
    return turns.availablePermits();
  }
}
