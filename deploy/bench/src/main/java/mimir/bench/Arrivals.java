package mimir.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * When each answer could be seen, by looking for those that could not be seen yet, again and again.
 */
final class Arrivals implements AutoCloseable {
  /** Short beside a second; looking without a pause would take a core from what is measured. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final int LOOKED_FOR_MAX = 2_000;

  private final Look look;
  private final Map<UUID, Long> awaited = new ConcurrentHashMap<>();
  private final Collection<Seen> seen = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile SQLException failure;

  private Arrivals(Look look) {
    this.look = look;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::watch);
  }

  /** How long after {@code since}, of {@link System#nanoTime}, it was seen. */
  private record Seen(long since, double millis) {}

  /** Tells which of the hosts' answers can be seen. */
  interface Look {
    Set<UUID> seen(Collection<UUID> hosts) throws SQLException;
  }

  /**
   * @param look is made by one thread only
   */
  static Arrivals watch(Look look) {
    var arrivals = new Arrivals(look);
    arrivals.thread.start();
    return arrivals;
  }

  /** The host's answer counts from now on. */
  void await(UUID hostId) {
    awaited.put(hostId, System.nanoTime());
  }

  /** Forgets what has arrived so far. */
  void reset() {
    seen.clear();
  }

  /** Answers that cannot be seen yet. */
  int missing() throws SQLException {
    if (failure != null) {
      throw failure;
    }
    return awaited.size();
  }

  /** Milliseconds of each answer that was seen, in ascending order. */
  double[] sorted() {
    double[] sorted = seen.stream().mapToDouble(Seen::millis).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** The longest, in milliseconds, of those that were awaited in each second, in order. */
  List<Long> slowestBySecond() {
    long first = seen.stream().mapToLong(Seen::since).min().orElse(0);
    return List.copyOf(
        seen.stream()
            .collect(
                Collectors.toMap(
                    each -> (each.since() - first) / 1_000_000_000,
                    each -> Math.round(each.millis()),
                    Math::max,
                    TreeMap::new))
            .values());
  }

  private void watch() {
    try {
      while (!closed) {
        List<UUID> hosts = awaited.keySet().stream().limit(LOOKED_FOR_MAX).toList();
        for (UUID host : hosts.isEmpty() ? Set.<UUID>of() : look.seen(hosts)) {
          long since = awaited.remove(host);
          seen.add(new Seen(since, (System.nanoTime() - since) / 1e6));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (SQLException e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
