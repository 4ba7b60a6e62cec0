package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mimir.dispatch.DispatchLimits;

/** A request of osquery's logger, from its headers to its reply; taken in as writes are. */
@ApplicationScoped
class LogRoute {
  private final ShownKeys keys;
  private final TakeBody bodies;
  private final LogAnswer log;
  private final BodyStream.Bounds bounds;

  /** Two of a host would mix their lines. */
  private final OnePerHost logs;

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
    this.bounds =
        new BodyStream.Bounds(
            limits.agentBodyMaxBytes(), limits.agentBodySilenceMax(), limits.agentBodyTimeMax());
    this.logs = new OnePerHost("logs", "busy with other lines of this host, try again", metrics);
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    var exchange = new Exchange(request, bounds, logs::count);
    if (exchange.refusedAtOnce()) {
      return;
    }
    String key = NodeKeyHeader.of(request);
    if (key == null) {
      blocking.execute(() -> stranger(exchange));
      return;
    }
    Optional<UUID> known = keys.known(key);
    if (known.isPresent() && logs.isRunning(known.get())) {
      exchange.refuse(logs.busy());
      return;
    }
    blocking.execute(() -> known(exchange, key));
  }

  /** Who has shown a key is known, and has its turn, before a byte of the body is taken in. */
  private void known(Exchange exchange, String key) {
    exchange.answer(
        () -> {
          UUID hostId = keys.host(key, exchange.address());
          logs.run(
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
            logs.run(hostId, () -> log.take(hostId, read, taken.body()));
          }
        });
  }

  private TakeBody.Taken take(Exchange exchange, TakeBody.Sender sender) throws IOException {
    return bodies.take(exchange.body(), exchange.packed(), sender);
  }
}
