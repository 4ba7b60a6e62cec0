package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.hosts.NodeKeys;
import org.jboss.logging.Logger;

/** From a request of an agent to its reply: small ones on the event loop, others off it. */
@ApplicationScoped
class AgentRoutes {
  private static final Logger LOG = Logger.getLogger(AgentRoutes.class);

  /** A node key has 43 characters; what is longer is none, and not worth a hash. */
  private static final int KEY_CHARS_MAX = 128;

  private final NodeKeys keys;
  private final ReadAnswer read;
  private final WriteRoute write;
  private final EnrollAnswer enroll;
  private final ConfigAnswer config;
  private final LogRoute log;
  private final FailureWindow strangers;
  private final Set<UUID> reading = ConcurrentHashMap.newKeySet();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  AgentRoutes(
      NodeKeys keys,
      ReadAnswer read,
      WriteRoute write,
      EnrollAnswer enroll,
      ConfigAnswer config,
      LogRoute log,
      DispatchLimits limits,
      InstantSource clock) {
    this.keys = keys;
    this.read = read;
    this.write = write;
    this.enroll = enroll;
    this.config = config;
    this.log = log;
    this.strangers = new FailureWindow(limits.unknownKeysPerMinute(), clock);
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    if (!HttpMethod.POST.equals(request.method())) {
      reply(request, Reply.error("POST JSON here"));
      return;
    }
    switch (AgentPath.of(request.path())) {
      case ENROLL -> small(request, body -> blocking(request, () -> enroll(request, body)));
      case CONFIG -> small(request, body -> withHost(request, body, _ -> config(request)));
      case READ -> small(request, body -> withHost(request, body, host -> read(request, host)));
      case WRITE -> write.handle(request);
      case LOG -> log.handle(request);
      case UNKNOWN -> reply(request, Reply.error("there is nothing at this address"));
    }
  }

  /** What is no HTTP: Vert.x would answer an empty body, which osquery takes for success. */
  void refuse(HttpServerRequest request) {
    request
        .response()
        .putHeader("Connection", "close")
        .putHeader("Content-Type", "application/json")
        .end(Reply.error("not a request"))
        .onComplete(_ -> request.connection().close());
  }

  private interface OnBody {
    void handle(byte[] body);
  }

  private interface OnHost {
    void handle(UUID hostId);
  }

  private void small(HttpServerRequest request, OnBody handler) {
    SmallBody.collect(
        request, handler::handle, () -> reply(request, Reply.error("the body is too large")));
  }

  private Buffer enroll(HttpServerRequest request, byte[] body) throws IOException {
    return enroll.enroll(body, request.remoteAddress().hostAddress());
  }

  private void config(HttpServerRequest request) {
    if (config.packs(request.getHeader("Accept-Encoding"))) {
      request.response().putHeader("Content-Encoding", "gzip");
      reply(request, config.packed());
    } else {
      reply(request, config.config());
    }
  }

  private void read(HttpServerRequest request, UUID hostId) {
    // One claim of a host at a time: whoever asks meanwhile has nothing to wait for.
    if (!read.mayHaveWork(hostId) || !reading.add(hostId)) {
      reply(request, Reply.NO_QUERIES);
      return;
    }
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          boolean claimed = false;
          try {
            // osquery hangs up after 16 s: nobody would hear of what is claimed now.
            if (!request.response().closed()) {
              ReadAnswer.Handout handout = read.claim(hostId);
              claimed = true;
              context.runOnContext(_ -> deliver(request, hostId, handout));
            }
          } catch (RuntimeException e) {
            fail(request, context, e);
          } finally {
            if (!claimed) {
              reading.remove(hostId);
            }
          }
        });
  }

  /** Leases that did not reach their host are given back at once, and cost it no attempt. */
  private void deliver(HttpServerRequest request, UUID hostId, ReadAnswer.Handout handout) {
    reply(request, handout.reply())
        .onComplete(
            delivered -> {
              reading.remove(hostId);
              if (delivered.failed() && !handout.leaseIds().isEmpty()) {
                blocking.execute(() -> read.giveBack(hostId, handout.leaseIds()));
              }
            });
  }

  /** A key that is known in memory is handled at once, another after a look into the database. */
  private void withHost(HttpServerRequest request, byte[] body, OnHost handler) {
    String key;
    try {
      key = agreed(NodeKeyHeader.of(request), AgentJson.texts(body).get("node_key"));
    } catch (IOException e) {
      reply(request, Reply.error("the body is not the expected JSON"));
      return;
    }
    if (key == null || key.length() > KEY_CHARS_MAX) {
      reply(request, Reply.NODE_INVALID);
      return;
    }
    Optional<UUID> known = keys.known(key);
    if (known.isPresent()) {
      handler.handle(known.get());
    } else {
      lookUp(request, key, handler);
    }
  }

  private void lookUp(HttpServerRequest request, String key, OnHost handler) {
    if (keys.knownAsUnknown(key)) {
      reply(request, Reply.NODE_INVALID);
      return;
    }
    var address = request.remoteAddress().hostAddress();
    if (strangers.exceeded(address)) {
      // Not node_invalid: nobody has looked, and a host may share the address.
      reply(request, Reply.error("too many unknown node keys from this address, wait a minute"));
      return;
    }
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          try {
            Optional<UUID> found = keys.lookUp(key);
            if (found.isEmpty()) {
              strangers.add(address);
            }
            context.runOnContext(
                _ ->
                    found.ifPresentOrElse(
                        handler::handle, () -> reply(request, Reply.NODE_INVALID)));
          } catch (RuntimeException e) {
            fail(request, context, e);
          }
        });
  }

  /** New agents send the key in a header and in the body: both must say the same. */
  static String agreed(String header, String body) throws IOException {
    if (header != null && body != null && !header.equals(body)) {
      throw new IOException("two node keys in one request");
    }
    return header != null ? header : body;
  }

  private void blocking(HttpServerRequest request, Callable<Buffer> work) {
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          try {
            Buffer answer = work.call();
            context.runOnContext(_ -> reply(request, answer));
          } catch (Exception e) {
            fail(request, context, e);
          }
        });
  }

  /** Whatever went wrong: nothing was acknowledged, and the agent is told to try again. */
  static void fail(HttpServerRequest request, Context context, Exception e) {
    boolean agents = e instanceof IOException || e instanceof NodeKeys.Busy;
    LOG.logf(
        agents ? Logger.Level.DEBUG : Logger.Level.WARN, e, "a request of an agent failed: %s", e);
    var why =
        switch (e) {
          case JsonProcessingException _ -> "refused: the body is not the expected JSON";
          case IOException io -> "refused: " + io.getMessage();
          default -> "busy, try again";
        };
    context.runOnContext(_ -> reply(request, Reply.error(why)));
  }

  static Future<Void> reply(HttpServerRequest request, Buffer body) {
    var response = request.response();
    if (response.closed() || response.ended()) {
      return Future.failedFuture("the agent has hung up");
    }
    // A body that was not read to its end would be taken for the next request.
    if (!request.isEnded()) {
      response.putHeader("Connection", "close");
    }
    return response.putHeader("Content-Type", "application/json").end(body);
  }
}
