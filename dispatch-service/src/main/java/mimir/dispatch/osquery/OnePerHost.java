package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Requests with a body of which each host has one under way at a time; others are refused. */
final class OnePerHost {
  private final Set<UUID> running = ConcurrentHashMap.newKeySet();
  private final MeterRegistry metrics;
  private final String refused;
  private final String busy;

  /**
   * @param kind of the requests, in the names of the metrics
   * @param busy what a host is told that has one under way
   */
  OnePerHost(String kind, String busy, MeterRegistry metrics) {
    this.metrics = metrics;
    this.refused = "mimir.dispatch." + kind + ".refused";
    this.busy = busy;
    metrics.gauge("mimir.dispatch." + kind + ".running", running, Set::size);
  }

  boolean isRunning(UUID hostId) {
    return running.contains(hostId);
  }

  Refusal.BodyRefused busy() {
    return Refusal.BUSY.because(busy);
  }

  /** Goes on when the agent has hung up. */
  void run(UUID hostId, Exchange.Work work) throws Exception {
    if (!running.add(hostId)) {
      throw busy();
    }
    try {
      work.run();
    } finally {
      running.remove(hostId);
    }
  }

  void count(Refusal reason) {
    metrics.counter(refused, "reason", reason.label()).increment();
  }
}
