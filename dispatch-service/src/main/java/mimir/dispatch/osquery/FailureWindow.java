package mimir.dispatch.osquery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts failures by address in windows of a minute; forgets the oldest address when full. */
final class FailureWindow {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int ADDRESSES_MAX = 10_000;

  private final int failuresMax;
  private final InstantSource clock;
  private final Map<String, Window> windows =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > ADDRESSES_MAX;
        }
      };

  private record Window(Instant start, int failures) {}

  FailureWindow(int failuresMax, InstantSource clock) {
    this.failuresMax = failuresMax;
    this.clock = clock;
  }

  synchronized boolean exceeded(String address) {
    return current(address).failures() >= failuresMax;
  }

  synchronized void add(String address) {
    Window window = current(address);
    windows.put(address, new Window(window.start(), window.failures() + 1));
  }

  private Window current(String address) {
    Instant now = clock.instant();
    Window window = windows.get(address);
    return window == null || window.start().plus(WINDOW).isBefore(now)
        ? new Window(now, 0)
        : window;
  }
}
