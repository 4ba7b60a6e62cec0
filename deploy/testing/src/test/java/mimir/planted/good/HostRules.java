package mimir.planted.good;

import java.time.Duration;
import java.time.Instant;

/** Keeps every rule. */
final class HostRules {
  static boolean online(Instant lastSeen, Instant now) {
    return Duration.between(lastSeen, now).compareTo(Duration.ofMinutes(10)) <= 0;
  }

  private HostRules() {}
}
