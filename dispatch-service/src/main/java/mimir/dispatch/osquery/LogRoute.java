package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.hosts.NodeKeys;

/** A request of osquery's logger, from its headers to its reply; taken in as writes are. */
@ApplicationScoped
class LogRoute {
  private final NodeKeys keys;
  private final TakeBody bodies;
  private final LogAnswer log;
  private final MeterRegistry metrics;
  private final BodyStream.Bounds bounds;
  private final Set<UUID> logging = ConcurrentHashMap.newKeySet();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  LogRoute(
      NodeKeys keys, TakeBody bodies, LogAnswer log, DispatchLimits limits, MeterRegistry metrics) {
    this.keys = keys;
    this.bodies = bodies;
    this.log = log;
    this.metrics = metrics;
    this.bounds =
        new BodyStream.Bounds(
            limits.agentBodyMaxBytes(), limits.agentBodySilenceMax(), limits.agentBodyTimeMax());
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    var exchange = new Exchange(request, bounds, this::count);
    if (!exchange.refusedAtOnce()) {
      String key = NodeKeyHeader.of(request);
      blocking.execute(() -> exchange.answer(() -> take(exchange, key)));
    }
  }

  private void count(Refusal reason) {
    metrics.counter("mimir.dispatch.logs.refused", "reason", reason.label()).increment();
  }

  /** Who shows a key in the header is known before a byte of the body is taken in. */
  private void take(Exchange exchange, String key) throws IOException {
    if (key != null) {
      host(key);
    }
    try (TakeBody.Taken taken = bodies.take(exchange.body(), exchange.packed(), key == null)) {
      AgentLog read = AgentLog.read(taken.body(), _ -> {});
      if (key != null && read.nodeKey != null && !key.equals(read.nodeKey)) {
        throw Refusal.TWO_KEYS.because("refused: two node keys in one request");
      }
      take(host(key == null ? read.nodeKey : key), read, taken.body());
    }
  }

  /** One of a host at a time: two would mix their lines. */
  private void take(UUID hostId, AgentLog read, SpooledBody body) throws IOException {
    if (!logging.add(hostId)) {
      throw Refusal.BUSY.because("busy with other lines of this host, try again");
    }
    try {
      log.take(hostId, read, body);
    } finally {
      logging.remove(hostId);
    }
  }

  private UUID host(String key) throws Refusal.BodyRefused {
    return Optional.ofNullable(key)
        .flatMap(shown -> keys.known(shown).or(() -> keys.lookUp(shown)))
        .orElseThrow(() -> Refusal.UNKNOWN_KEY.because("unknown node key"));
  }
}
