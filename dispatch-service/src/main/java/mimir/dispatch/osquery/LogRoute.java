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

/** A request of osquery's logger, from its headers to its reply; taken in as writes are. */
@ApplicationScoped
class LogRoute {
  private final ShownKeys keys;
  private final TakeBody bodies;
  private final LogAnswer log;
  private final MeterRegistry metrics;
  private final BodyStream.Bounds bounds;
  private final Set<UUID> logging = ConcurrentHashMap.newKeySet();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  LogRoute(
      ShownKeys keys,
      TakeBody bodies,
      LogAnswer log,
      DispatchLimits limits,
      MeterRegistry metrics) {
    this.keys = keys;
    this.bodies = bodies;
    this.log = log;
    this.metrics = metrics;
    this.bounds =
        new BodyStream.Bounds(
            limits.agentBodyMaxBytes(), limits.agentBodySilenceMax(), limits.agentBodyTimeMax());
    metrics.gauge("mimir.dispatch.logs.running", logging, Set::size);
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    var exchange = new Exchange(request, bounds, this::count);
    if (exchange.refusedAtOnce()) {
      return;
    }
    String key = NodeKeyHeader.of(request);
    if (key == null) {
      blocking.execute(() -> stranger(exchange));
      return;
    }
    Optional<UUID> known = keys.known(key);
    if (known.isPresent() && logging.contains(known.get())) {
      exchange.refuse(busy());
      return;
    }
    blocking.execute(() -> known(exchange, key));
  }

  private void count(Refusal reason) {
    metrics.counter("mimir.dispatch.logs.refused", "reason", reason.label()).increment();
  }

  private static Refusal.BodyRefused busy() {
    return Refusal.BUSY.because("busy with other lines of this host, try again");
  }

  /** Who has shown a key is known, and has its turn, before a byte of the body is taken in. */
  private void known(Exchange exchange, String key) {
    exchange.answer(
        () -> {
          UUID hostId = keys.host(key, exchange.address());
          alone(
              hostId,
              () -> {
                try (TakeBody.Taken taken = take(exchange, TakeBody.Sender.HOST_LOG)) {
                  AgentLog read = AgentLog.read(taken.body(), _ -> {});
                  if (read.nodeKey != null && !key.equals(read.nodeKey)) {
                    throw Refusal.TWO_KEYS.because("refused: two node keys in one request");
                  }
                  log.take(hostId, read, taken.body());
                }
              });
        });
  }

  /** Older agents show their key in the body only. */
  private void stranger(Exchange exchange) {
    exchange.answer(
        () -> {
          try (TakeBody.Taken taken = take(exchange, TakeBody.Sender.STRANGER_LOG)) {
            AgentLog read = AgentLog.read(taken.body(), _ -> {});
            UUID hostId = keys.host(read.nodeKey, exchange.address());
            alone(hostId, () -> log.take(hostId, read, taken.body()));
          }
        });
  }

  private TakeBody.Taken take(Exchange exchange, TakeBody.Sender sender) throws IOException {
    return bodies.take(exchange.body(), exchange.packed(), sender);
  }

  /** One of a host at a time: two would mix their lines. */
  private void alone(UUID hostId, Exchange.Work work) throws Exception {
    if (!logging.add(hostId)) {
      throw busy();
    }
    try {
      work.run();
    } finally {
      logging.remove(hostId);
    }
  }
}
