package mimir.fleet;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mimir.fleet.FleetOptions.Storms;

/** Takes a share of the fleet away at one moment and brings it back at another, for ever. */
final class StormSchedule {

  private final Fleet fleet;
  private final Storms storms;
  private final ScheduledExecutorService timers;

  StormSchedule(Fleet fleet, Storms storms, ScheduledExecutorService timers) {
    this.fleet = fleet;
    this.storms = storms;
    this.timers = timers;
  }

  void start() {
    var _ =
        timers.scheduleAtFixedRate(
            this::leave,
            storms.every().toMillis(),
            storms.every().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void leave() {
    fleet.goAway(storms.share());
    var _ = timers.schedule(fleet::comeBack, storms.away().toMillis(), TimeUnit.MILLISECONDS);
  }
}
