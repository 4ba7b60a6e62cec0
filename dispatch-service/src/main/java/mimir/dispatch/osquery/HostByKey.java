package mimir.dispatch.osquery;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Whose request it is, by the node key that it shows. */
@ApplicationScoped
class HostByKey {
  private final ShownKeys keys;
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  HostByKey(ShownKeys keys) {
    this.keys = keys;
  }

  interface OnHost {
    void handle(UUID hostId);
  }

  /** A key that is known in memory is handled at once, another after a look into the database. */
  void find(HttpServerRequest request, byte[] body, OnHost handler) {
    String key;
    try {
      key = agreed(NodeKeyHeader.of(request), AgentJson.texts(body).get("node_key"));
    } catch (IOException e) {
      AgentRoutes.reply(request, Reply.error("the body is not the expected JSON"));
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
    if (keys.nobodys(key)) {
      AgentRoutes.reply(request, Reply.NODE_INVALID);
      return;
    }
    var address = request.remoteAddress().hostAddress();
    if (keys.tooMany(address)) {
      // Not node_invalid: nobody has looked, and a host may share the address.
      AgentRoutes.reply(request, Reply.error(ShownKeys.TOO_MANY));
      return;
    }
    Context context = Vertx.currentContext();
    blocking.execute(
        () -> {
          try {
            Optional<UUID> found = keys.lookUp(key, address);
            context.runOnContext(
                _ ->
                    found.ifPresentOrElse(
                        handler::handle, () -> AgentRoutes.reply(request, Reply.NODE_INVALID)));
          } catch (RuntimeException e) {
            AgentRoutes.fail(request, context, e);
          } catch (Error e) {
            AgentRoutes.fail(request, context, e);
            throw e;
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
}
