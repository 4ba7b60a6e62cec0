package mimir.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mimir.fleet.wire.AgentClock;

/** A host's own clock, which may be wrong, and its sleep, which coming back online ends. */
final class SystemClock implements AgentClock {

  private final InstantSource source;
  private final Duration skew;
  private final Semaphore wakes = new Semaphore(0);

  SystemClock(InstantSource source, Duration skew) {
    this.source = source;
    this.skew = skew;
  }

  @Override
  public Instant now() {
    return source.instant().plus(skew);
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    wakes.drainPermits();
    boolean woken = wakes.tryAcquire(duration.toMillis(), TimeUnit.MILLISECONDS);
    if (woken) {
      wakes.drainPermits();
    }
  }

  void wake() {
    wakes.release();
  }
}
