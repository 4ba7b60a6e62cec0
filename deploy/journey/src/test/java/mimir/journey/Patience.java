package mimir.journey;

import java.time.Duration;

/** How long a journey waits for what has no bound of its own. */
final class Patience {

  /**
   * What usually takes seconds may take minutes on a machine that is busy with something else, and
   * only what never comes is wrong. Where the product promises a time, the journey names that.
   */
  static final Duration LONG = Duration.ofMinutes(4);

  private Patience() {}
}
