package mimir.fleet.wire;

import java.time.Duration;
import java.time.Instant;

/** Time as an agent lives it, so that a test can let a day pass at once. */
public interface AgentClock {

  Instant now();

  /** Waits, or returns early when the host has a reason to look at the world again. */
  void pause(Duration duration) throws InterruptedException;
}
