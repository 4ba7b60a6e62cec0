package mimir.dispatch.osquery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts failures by address in windows of a minute; forgets the oldest address when full. A
 * machine with IPv6 has as many addresses as it likes, so that there its network counts.
 */
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
    return current(network(address)).failures() >= failuresMax;
  }

  synchronized void add(String address) {
    String network = network(address);
    Window window = current(network);
    windows.put(network, new Window(window.start(), window.failures() + 1));
  }

  /** The first 64 bits of an IPv6 address as the JDK writes it, in full; others as they are. */
  static String network(String address) {
    var groups = address.split(":", -1);
    return groups.length == 8 ? String.join(":", List.of(groups).subList(0, 4)) : address;
  }

  private Window current(String network) {
    Instant now = clock.instant();
    Window window = windows.get(network);
    return window == null || window.start().plus(WINDOW).isBefore(now)
        ? new Window(now, 0)
        : window;
  }
}
