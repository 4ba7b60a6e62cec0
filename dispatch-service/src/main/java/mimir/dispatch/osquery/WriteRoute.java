package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.hosts.NodeKeys;
import org.jboss.logging.Logger;

/**
 * distributed/write, from its headers to its reply. What can be refused before the body is: a
 * length, an encoding, a key of nobody, a second write of a host whose first is being worked on.
 */
@ApplicationScoped
class WriteRoute {
  private static final Logger LOG = Logger.getLogger(WriteRoute.class);

  /** A refused body up to this size is passed over, so that the connection can be used again. */
  private static final long SKIPPED_MAX = 256 * 1024;

  private final NodeKeys keys;
  private final TakeWrite take;
  private final MeterRegistry metrics;
  private final BodyStream.Bounds bounds;
  private final Set<UUID> writing = ConcurrentHashMap.newKeySet();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  WriteRoute(NodeKeys keys, TakeWrite take, DispatchLimits limits, MeterRegistry metrics) {
    this.keys = keys;
    this.take = take;
    this.metrics = metrics;
    this.bounds =
        new BodyStream.Bounds(
            limits.agentBodyMaxBytes(), limits.agentBodySilenceMax(), limits.agentBodyTimeMax());
    metrics.gauge("mimir.dispatch.writes.running", writing, Set::size);
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    var exchange = new Exchange(request, Vertx.currentContext(), new BodyStream(request, bounds));
    String encoding = request.getHeader("Content-Encoding");
    boolean packed = "gzip".equalsIgnoreCase(encoding);
    if (encoding != null && !packed && !encoding.equalsIgnoreCase("identity")) {
      exchange.refuse(Refusal.ENCODING.because("refused: this content encoding is not accepted"));
      return;
    }
    if (exchange.length() > bounds.bytesMax()) {
      exchange.refuse(
          Refusal.TOO_LARGE.because("refused: larger than " + bounds.bytesMax() + " bytes"));
      return;
    }
    String key = NodeKeyHeader.of(request);
    if (key == null) {
      blocking.execute(() -> stranger(exchange, packed));
      return;
    }
    Optional<UUID> known = keys.known(key);
    if (known.isPresent() && writing.contains(known.get())) {
      exchange.refuse(busy());
      return;
    }
    blocking.execute(() -> known(exchange, key, packed));
  }

  private static Refusal.WriteRefused busy() {
    return Refusal.BUSY.because("another write of this host is being worked on");
  }

  private interface Work {
    void run() throws Exception;
  }

  /** Who has shown a key is known before a byte of the body is taken in. Blocks. */
  private void known(Exchange exchange, String key, boolean packed) {
    exchange.answer(
        () -> {
          UUID hostId = host(key);
          alone(
              hostId,
              () -> {
                try (TakeWrite.Received received = take.receive(exchange.body(), packed, false)) {
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
  private void stranger(Exchange exchange, boolean packed) {
    exchange.answer(
        () -> {
          try (TakeWrite.Received received = take.receive(exchange.body(), packed, true)) {
            UUID hostId = host(received.write().nodeKey);
            alone(hostId, () -> take.take(hostId, received));
          }
        });
  }

  private UUID host(String key) throws Refusal.WriteRefused {
    return Optional.ofNullable(key)
        .flatMap(shown -> keys.known(shown).or(() -> keys.lookUp(shown)))
        .orElseThrow(() -> Refusal.UNKNOWN_KEY.because("unknown node key"));
  }

  /** One write of a host at a time; it goes on when its agent has hung up. */
  private void alone(UUID hostId, Work work) throws Exception {
    if (!writing.add(hostId)) {
      throw busy();
    }
    try {
      work.run();
    } finally {
      writing.remove(hostId);
    }
  }

  /** A request that is being answered. */
  private final class Exchange {
    private final HttpServerRequest request;
    private final Context context;
    private final BodyStream body;

    Exchange(HttpServerRequest request, Context context, BodyStream body) {
      this.request = request;
      this.context = context;
      this.body = body;
    }

    BodyStream body() {
      return body;
    }

    /** As the sender declares it, or -1; a body without a length is counted as it comes. */
    long length() {
      String declared = request.getHeader("Content-Length");
      try {
        return declared == null ? -1 : Long.parseLong(declared);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    /** Does the work and says {} or why not. Nothing is acknowledged that failed in any way. */
    void answer(Work work) {
      Buffer reply;
      try {
        work.run();
        reply = Reply.OK;
      } catch (Refusal.WriteRefused e) {
        reply = told(e);
      } catch (Exception e) {
        LOG.warn("a write failed", e);
        reply = told(Refusal.FAULT.because("busy, try again", e));
      }
      Buffer answer = reply;
      context.runOnContext(_ -> end(answer));
    }

    /** On the event loop. */
    void refuse(Refusal.WriteRefused refused) {
      end(told(refused));
    }

    private Buffer told(Refusal.WriteRefused refused) {
      metrics
          .counter("mimir.dispatch.writes.refused", "reason", refused.reason().label())
          .increment();
      LOG.debugf(refused, "a write was refused: %s", refused.reason());
      return refused.reason() == Refusal.UNKNOWN_KEY
          ? Reply.NODE_INVALID
          : Reply.error(refused.getMessage());
    }

    private void end(Buffer reply) {
      if (body.untouched() && length() >= 0 && length() <= SKIPPED_MAX) {
        body.skip(() -> send(reply));
      } else {
        send(reply);
      }
    }

    private void send(Buffer reply) {
      var response = request.response();
      if (response.closed() || response.ended()) {
        return;
      }
      // A body that was not read to its end would be taken for the next request.
      boolean whole = body.whole();
      if (!whole) {
        response.putHeader("Connection", "close");
      }
      response
          .putHeader("Content-Type", "application/json")
          .end(reply)
          .onComplete(
              _ -> {
                if (!whole) {
                  request.connection().close();
                }
              });
    }
  }
}
