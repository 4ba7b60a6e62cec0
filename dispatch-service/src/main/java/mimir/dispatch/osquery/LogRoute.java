package mimir.dispatch.osquery;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.hosts.NodeKeys;

/** From a request of osquery's logger to its reply: a virtual thread reads it as it comes. */
@ApplicationScoped
class LogRoute {
  private final NodeKeys keys;
  private final LogAnswer log;
  private final BodyMemory memory;
  private final DispatchLimits limits;
  private final Set<UUID> logging = ConcurrentHashMap.newKeySet();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  LogRoute(NodeKeys keys, LogAnswer log, BodyMemory memory, DispatchLimits limits) {
    this.keys = keys;
    this.log = log;
    this.memory = memory;
    this.limits = limits;
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    String key = NodeKeyHeader.of(request);
    var body =
        new BodyStream(
            request, key == null ? limits.agentBodyUnknownMaxBytes() : limits.agentBodyMaxBytes());
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          try {
            Buffer answer = take(request, key, body);
            context.runOnContext(_ -> AgentRoutes.reply(request, answer));
          } catch (IOException | RuntimeException e) {
            AgentRoutes.fail(request, context, e);
          }
        });
  }

  /** Who shows a key in the header is known before a byte of the body is read. */
  private Buffer take(HttpServerRequest request, String headerKey, InputStream body)
      throws IOException {
    if (headerKey != null && host(headerKey).isEmpty()) {
      return Reply.NODE_INVALID;
    }
    try (InputStream counted = memory.counted(decoded(request, body))) {
      AgentLog read = AgentLog.read(counted);
      Optional<UUID> host = host(AgentRoutes.agreed(headerKey, read.nodeKey));
      return host.isEmpty() ? Reply.NODE_INVALID : take(host.get(), read);
    }
  }

  /** One of a host at a time: two would mix their lines. */
  private Buffer take(UUID hostId, AgentLog read) {
    if (!logging.add(hostId)) {
      return Reply.error("busy with other lines of this host, try again");
    }
    try {
      return log.take(hostId, read);
    } finally {
      logging.remove(hostId);
    }
  }

  private Optional<UUID> host(String key) {
    return key == null ? Optional.empty() : keys.known(key).or(() -> keys.lookUp(key));
  }

  private InputStream decoded(HttpServerRequest request, InputStream body) throws IOException {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return body;
    }
    if (encoding.equalsIgnoreCase("gzip")) {
      return Inflated.of(body, limits.agentBodyMaxBytes());
    }
    throw new IOException("content encoding " + encoding + " is not accepted");
  }
}
