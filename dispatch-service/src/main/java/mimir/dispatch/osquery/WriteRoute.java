package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mimir.dispatch.DispatchLimits;

/**
 * distributed/write, from its headers to its reply. What can be refused before the body is: a
 * length, an encoding, a key of nobody, a second write of a host whose first is being worked on.
 */
@ApplicationScoped
class WriteRoute {
  private final ShownKeys keys;
  private final TakeWrite take;
  private final BodyStream.Bounds ofHost;
  private final BodyStream.Bounds ofStranger;
  private final OnePerHost writes;
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  WriteRoute(ShownKeys keys, TakeWrite take, DispatchLimits limits, MeterRegistry metrics) {
    this.keys = keys;
    this.take = take;
    this.ofHost = bounds(limits, limits.agentBodyReadMaxBytes());
    this.ofStranger = bounds(limits, limits.agentBodyMaxBytes());
    this.writes =
        new OnePerHost("writes", "another write of this host is being worked on", metrics);
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    String key = NodeKeyHeader.of(request);
    // What is packed is held to what is kept of a body: it is inflated from there.
    boolean mayBeCut = key != null && !request.headers().contains("Content-Encoding");
    var exchange = new Exchange(request, mayBeCut ? ofHost : ofStranger, writes::count);
    if (exchange.refusedAtOnce()) {
      return;
    }
    if (key == null) {
      start(() -> stranger(exchange));
      return;
    }
    Optional<UUID> known = keys.known(key);
    if (known.isPresent() && writes.isRunning(known.get())) {
      exchange.refuse(writes.busy());
      return;
    }
    start(() -> known(exchange, key));
  }

  /** After what this turn of the loop has still to read: a small body is there by then. */
  private void start(Runnable work) {
    Vertx.currentContext().runOnContext(_ -> blocking.execute(work));
  }

  private static BodyStream.Bounds bounds(DispatchLimits limits, long bytesMax) {
    return new BodyStream.Bounds(bytesMax, limits.agentBodySilenceMax(), limits.agentBodyTimeMax());
  }

  /** Who has shown a key is known before a byte of the body is taken in. Blocks. */
  private void known(Exchange exchange, String key) {
    exchange.answer(
        () -> {
          UUID hostId = keys.host(key, exchange.address());
          writes.run(
              hostId,
              () -> {
                try (TakeWrite.Received received =
                    take.receive(exchange.body(), exchange.packed(), false)) {
                  String again = received.write().nodeKey;
                  if (again != null && !again.equals(key)) {
                    throw Refusal.TWO_KEYS.because("refused: two node keys in one request");
                  }
                  take.take(hostId, received);
                }
              });
        });
  }

  /** Older agents show their key in the body only, behind the rows. Blocks. */
  private void stranger(Exchange exchange) {
    exchange.answer(
        () -> {
          try (TakeWrite.Received received =
              take.receive(exchange.body(), exchange.packed(), true)) {
            UUID hostId = keys.host(received.write().nodeKey, exchange.address());
            writes.run(hostId, () -> take.take(hostId, received));
          }
        });
  }
}
