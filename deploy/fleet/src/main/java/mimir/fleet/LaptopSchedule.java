package mimir.fleet;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mimir.fleet.content.Seed;

/** Takes one laptop offline and back, for ever, at times that follow from the seed. */
final class LaptopSchedule {

  private final SimulatedHost host;
  private final SplittableRandom random;
  private final Duration min;
  private final Duration max;
  private final ScheduledExecutorService timers;

  LaptopSchedule(
      SimulatedHost host, Seed fleet, Duration min, Duration max, ScheduledExecutorService timers) {
    this.host = host;
    this.random = fleet.of("schedule").of(host.number()).random();
    this.min = min;
    this.max = max;
    this.timers = timers;
  }

  /** Both the first time online and every time offline last from min to max. */
  Duration next() {
    return Duration.ofMillis(random.nextLong(min.toMillis(), max.toMillis() + 1));
  }

  void start() {
    var _ = timers.schedule(this::leave, next().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void leave() {
    host.goOffline();
    var _ = timers.schedule(this::arrive, next().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void arrive() {
    host.comeBack();
    start();
  }
}
