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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mimir.dispatch.hosts.NodeKeys;
import org.jboss.logging.Logger;

/** From a request of an agent to its reply: small ones on the event loop, others off it. */
@ApplicationScoped
class AgentRoutes {
  private static final Logger LOG = Logger.getLogger(AgentRoutes.class);
  private static final int SMALL_BODY_MAX = 256 * 1024;

  private final NodeKeys keys;
  private final ReadAnswer read;
  private final WriteRoute write;
  private final EnrollAnswer enroll;
  private final ConfigAnswer config;
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  AgentRoutes(
      NodeKeys keys, ReadAnswer read, WriteRoute write, EnrollAnswer enroll, ConfigAnswer config) {
    this.keys = keys;
    this.read = read;
    this.write = write;
    this.enroll = enroll;
    this.config = config;
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

  /** Bodies that are always small are collected; a larger one is refused before it is read. */
  private void small(HttpServerRequest request, OnBody handler) {
    var body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > SMALL_BODY_MAX) {
            request.connection().close();
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(_ -> handler.handle(body.getBytes()));
  }

  private Buffer enroll(HttpServerRequest request, byte[] body) throws IOException {
    return enroll.enroll(body, request.remoteAddress().host());
  }

  private void config(HttpServerRequest request) {
    reply(request, config.config());
  }

  private void read(HttpServerRequest request, UUID hostId) {
    if (!read.mayHaveWork(hostId)) {
      reply(request, Reply.NO_QUERIES);
      return;
    }
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          // osquery hangs up after 16 s: nobody would hear of what is claimed now.
          if (request.response().closed()) {
            return;
          }
          try {
            ReadAnswer.Handout handout = read.claim(hostId);
            context.runOnContext(_ -> deliver(request, hostId, handout));
          } catch (RuntimeException e) {
            fail(request, context, e);
          }
        });
  }

  /** Leases that did not reach their host are given back at once, and cost it no attempt. */
  private void deliver(HttpServerRequest request, UUID hostId, ReadAnswer.Handout handout) {
    Future<Void> delivered = reply(request, handout.reply());
    if (!handout.leaseIds().isEmpty()) {
      delivered.onFailure(_ -> blocking.execute(() -> read.giveBack(hostId, handout.leaseIds())));
    }
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
    Optional<UUID> known = key == null ? Optional.empty() : keys.known(key);
    if (known.isPresent()) {
      handler.handle(known.get());
      return;
    }
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          try {
            Optional<UUID> found = key == null ? Optional.empty() : keys.lookUp(key);
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
  private static String agreed(String header, String body) throws IOException {
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
  private static void fail(HttpServerRequest request, Context context, Exception e) {
    boolean agents = e instanceof IOException;
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

  private static Future<Void> reply(HttpServerRequest request, Buffer body) {
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

  /** Paths of both bases and the short aliases. */
  enum AgentPath {
    ENROLL,
    CONFIG,
    READ,
    WRITE,
    UNKNOWN;

    private static final Map<String, AgentPath> BY_PATH =
        Map.ofEntries(
            Map.entry("/api/v1/osquery/enroll", ENROLL),
            Map.entry("/api/osquery/enroll", ENROLL),
            Map.entry("/api/v1/agent/enroll", ENROLL),
            Map.entry("/api/v1/osquery/config", CONFIG),
            Map.entry("/api/osquery/config", CONFIG),
            Map.entry("/api/v1/agent/config", CONFIG),
            Map.entry("/api/v1/osquery/distributed/read", READ),
            Map.entry("/api/osquery/distributed/read", READ),
            Map.entry("/api/v1/agent/read", READ),
            Map.entry("/api/v1/osquery/distributed/write", WRITE),
            Map.entry("/api/osquery/distributed/write", WRITE),
            Map.entry("/api/v1/agent/write", WRITE));

    static AgentPath of(String path) {
      return BY_PATH.getOrDefault(path, UNKNOWN);
    }
  }
}
