package mimir.fleet;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long reads take as hosts see it: from the request's start to its reply, in microseconds. A
 * failed one counts with the time after which it failed; that was no reply, but it was a wait.
 */
public final class PollTimes {

  /** Longer than any request may take. */
  private static final long MICROS_MAX = 60_000_000;

  private static final int DIGITS = 3;

  private final Histogram polls = new ConcurrentHistogram(MICROS_MAX, DIGITS);
  private final Histogram afterConnecting = new ConcurrentHistogram(MICROS_MAX, DIGITS);
  private final Histogram connecting = new ConcurrentHistogram(MICROS_MAX, DIGITS);
  private final AtomicLong failed = new AtomicLong();

  void add(long nanos, long connectingNanos, boolean replied) {
    polls.recordValue(micros(nanos));
    afterConnecting.recordValue(micros(nanos - connectingNanos));
    if (connectingNanos > 0) {
      connecting.recordValue(micros(connectingNanos));
    }
    if (!replied) {
      failed.incrementAndGet();
    }
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / 1_000, 0, MICROS_MAX);
  }

  /** All of it, the connection included where one had to be made. */
  public Histogram polls() {
    return polls.copy();
  }

  /** The same without making the connection: what an agent with a connection waits for. */
  public Histogram afterConnecting() {
    return afterConnecting.copy();
  }

  /** Making a connection, TLS included. */
  public Histogram connecting() {
    return connecting.copy();
  }

  public long failed() {
    return failed.get();
  }

  /** From now on as if nothing had been. */
  public void reset() {
    polls.reset();
    afterConnecting.reset();
    connecting.reset();
    failed.set(0);
  }

  /** For people. */
  String summary() {
    return "read p50 %.1f ms, p99 %.1f ms, max %.1f ms"
        .formatted(
            polls.getValueAtPercentile(50) / 1e3,
            polls.getValueAtPercentile(99) / 1e3,
            polls.getMaxValue() / 1e3);
  }
}
