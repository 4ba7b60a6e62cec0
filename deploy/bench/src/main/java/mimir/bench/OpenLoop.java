package mimir.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at a fixed rate, whether earlier ones have come back or not; each is timed from when it was
 * due, so that a stall counts for all calls that it held up.
 */
final class OpenLoop {
  private static final Duration END_MAX = Duration.ofMinutes(2);

  private final int perSecond;
  private final int warmUp;
  private final long[] nanos;
  private final CountDownLatch left;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long startNanos;

  /**
   * @param warmUp so many calls are made first and not timed
   */
  OpenLoop(int perSecond, int warmUp, int calls) {
    this.perSecond = perSecond;
    this.warmUp = warmUp;
    this.nanos = new long[calls];
    this.left = new CountDownLatch(warmUp + calls);
  }

  /** Makes the call with this number, and reports its end by {@link #done}. */
  interface Call {
    void make(int number) throws Exception;
  }

  /** To be called at the end of each call, by whatever thread. */
  void done(int number) {
    if (number >= warmUp) {
      nanos[number - warmUp] = System.nanoTime() - due(number);
    }
    left.countDown();
  }

  void failed(Exception cause) {
    failure.compareAndSet(null, cause);
    left.countDown();
  }

  /**
   * @param callers how many calls may be in the making; more than ever are, or the loop is not open
   * @return milliseconds of each call, in ascending order
   */
  double[] run(int callers, Call call) throws InterruptedException {
    var next = new AtomicInteger();
    startNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    for (int caller = 0; caller < callers; caller++) {
      Thread.ofVirtual()
          .start(
              () -> {
                for (int number = next.getAndIncrement();
                    number < warmUp + nanos.length;
                    number = next.getAndIncrement()) {
                  awaitDue(number);
                  try {
                    call.make(number);
                  } catch (Exception e) {
                    failed(e);
                  }
                }
              });
    }
    if (!left.await(END_MAX.toSeconds() + nanos.length / perSecond, TimeUnit.SECONDS)) {
      throw new IllegalStateException(left.getCount() + " calls have not come back");
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a call failed", failure.get());
    }
    return Arrays.stream(nanos).sorted().mapToDouble(each -> each / 1e6).toArray();
  }

  private long due(int number) {
    return startNanos + number * 1_000_000_000L / perSecond;
  }

  private void awaitDue(int number) {
    for (long wait = due(number) - System.nanoTime(); wait > 0; ) {
      LockSupport.parkNanos(wait);
      wait = due(number) - System.nanoTime();
    }
  }

  static double at(double[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * quantile))];
  }
}
