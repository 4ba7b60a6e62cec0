package mimir.planted.alpha;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

/** Breaks: rules are pure; time comes from an instant source. */
final class ClockRules {
  static boolean due(Path file) {
    return Files.exists(file) && Instant.now().isAfter(Instant.EPOCH);
  }

  static long otherWays() {
    return System.currentTimeMillis() + InstantSource.system().millis();
  }

  @SuppressWarnings("JavaUtilDate")
  static Date date() {
    return new Date();
  }

  private ClockRules() {}
}
