package mimir.fleet;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** So many lines a second and then a count: twenty thousand hosts have twenty thousand to say. */
final class BoundedLines implements Consumer<String> {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Consumer<String> out;
  private final int perSecond;
  private final LongSupplier nanoTime;
  private long second;
  private int written;
  private long leftOut;

  BoundedLines(Consumer<String> out, int perSecond, LongSupplier nanoTime) {
    this.out = out;
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.second = nanoTime.getAsLong();
  }

  @Override
  public synchronized void accept(String line) {
    long now = nanoTime.getAsLong();
    if (now - second >= SECOND) {
      second = now;
      written = 0;
      if (leftOut > 0) {
        out.accept("… and %,d lines more".formatted(leftOut));
        leftOut = 0;
      }
    }
    if (written < perSecond) {
      written++;
      out.accept(line);
    } else {
      leftOut++;
    }
  }
}
