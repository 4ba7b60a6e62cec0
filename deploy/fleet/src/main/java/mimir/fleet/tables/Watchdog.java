package mimir.fleet.tables;

import java.time.Duration;

/** How much one statement may use before osquery's watchdog would kill the worker that runs it. */
public record Watchdog(Duration runTime, long answerBytes) {

  /** Level 0 of osquery: 200 MB, and about twelve seconds of a busy processor. */
  public static final Watchdog LEVEL_0 = new Watchdog(Duration.ofSeconds(12), 200L << 20);
}
