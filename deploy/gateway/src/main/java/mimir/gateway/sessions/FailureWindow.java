package mimir.gateway.sessions;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * At most so many failures a minute for a key. Remembers a bounded number of keys and lets go of
 * those first that failed longest ago, so that nobody can fill the memory.
 */
final class FailureWindow {
  static final Duration LENGTH = Duration.ofMinutes(1);
  static final int KEYS_MAX = 10_000;

  private final int max;
  private final InstantSource clock;
  private final Map<String, ArrayDeque<Instant>> failures = new LinkedHashMap<>();

  FailureWindow(int max, InstantSource clock) {
    this.max = max;
    this.clock = clock;
  }

  /** How long the key has to wait; empty when it may try. */
  synchronized Optional<Duration> pause(String key) {
    Instant now = clock.instant();
    var times = failures.get(key);
    if (times == null) {
      return Optional.empty();
    }
    forgetBefore(times, now.minus(LENGTH));
    return times.size() < max
        ? Optional.empty()
        : Optional.of(Duration.between(now, times.peekFirst().plus(LENGTH)));
  }

  synchronized void failed(String key) {
    var times = failures.remove(key);
    if (times == null) {
      times = new ArrayDeque<>();
    }
    times.addLast(clock.instant());
    if (times.size() > max) {
      times.removeFirst();
    }
    failures.put(key, times);
    Iterator<String> oldest = failures.keySet().iterator();
    while (failures.size() > KEYS_MAX) {
      oldest.next();
      oldest.remove();
    }
  }

  synchronized void forget(String key) {
    failures.remove(key);
  }

  private static void forgetBefore(ArrayDeque<Instant> times, Instant limit) {
    while (!times.isEmpty() && !times.peekFirst().isAfter(limit)) {
      times.removeFirst();
    }
  }
}
