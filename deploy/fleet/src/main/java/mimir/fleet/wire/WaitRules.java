package mimir.fleet.wire;

import java.time.Duration;
import java.time.Instant;

/** How long osquery waits: between attempts, between enrolments and between polls. */
final class WaitRules {

  /** The interval while accelerated, fixed in osquery. */
  static final Duration ACCELERATED = Duration.ofSeconds(5);

  private WaitRules() {}

  /** After the first, second, third… failed attempt: 1, 4, 9… seconds. */
  static Duration afterAttempt(int attempt) {
    return Duration.ofSeconds((long) attempt * attempt);
  }

  static Duration afterEnrolment(int attempt, Duration max) {
    Duration wait = afterAttempt(attempt);
    return wait.compareTo(max) > 0 ? max : wait;
  }

  static Duration untilNextPoll(Instant now, Instant acceleratedUntil, Duration interval) {
    if (now.isAfter(acceleratedUntil)) {
      return interval;
    }
    // A fleet told to poll every second is not slowed down by acceleration.
    return interval.compareTo(ACCELERATED) < 0 ? interval : ACCELERATED;
  }
}
