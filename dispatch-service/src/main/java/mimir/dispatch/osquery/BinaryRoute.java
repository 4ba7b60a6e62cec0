package mimir.dispatch.osquery;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mimir.dispatch.hosts.NodeKeys;
import mimir.dispatch.releases.Binaries.Binary;
import mimir.dispatch.releases.Rollouts;
import org.jboss.logging.Logger;

/**
 * Binaries for enrolled agents (O-10): the file goes from the disk to the connection, without a
 * copy in this process where the connection allows it.
 */
@ApplicationScoped
class BinaryRoute {
  private static final Logger LOG = Logger.getLogger(BinaryRoute.class);

  private static final Pattern PATH =
      Pattern.compile(
          "/api/v1/osquery/binary/([a-z]{1,16})/([a-z0-9]{1,16})/([A-Za-z0-9._+-]{1,64})/osqueryd");

  private static final Pattern COMMA = Pattern.compile(",");

  private final ShownKeys keys;
  private final Rollouts rollouts;
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

  BinaryRoute(ShownKeys keys, Rollouts rollouts) {
    this.keys = keys;
    this.rollouts = rollouts;
  }

  static boolean takes(String path) {
    return path != null && path.startsWith("/api/v1/osquery/binary/");
  }

  /** Runs on the event loop. */
  void handle(HttpServerRequest request) {
    boolean reads =
        HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
    Matcher path = PATH.matcher(request.path());
    if (!reads) {
      request.response().putHeader("Allow", "GET, HEAD");
      refuse(request, 405, "GET it");
    } else if (!path.matches()) {
      refuse(request, 404, "there is nothing at this address");
    } else {
      String key = NodeKeyHeader.of(request);
      var address = request.remoteAddress().hostAddress();
      Context context = Vertx.currentContext();
      blocking.execute(
          () -> {
            try {
              answer(request, context, key, address, path);
            } catch (NodeKeys.Busy e) {
              context.runOnContext(_ -> refuse(request, 503, "busy, try again"));
            } catch (RuntimeException e) {
              LOG.warnf(e, "a binary could not be served");
              context.runOnContext(_ -> refuse(request, 503, "busy, try again"));
            } catch (Error e) {
              context.runOnContext(_ -> refuse(request, 503, "busy, try again"));
              throw e;
            }
          });
    }
  }

  private void answer(
      HttpServerRequest request, Context context, String key, String address, Matcher path) {
    if (!enrolled(key, address)) {
      context.runOnContext(
          _ -> {
            request.response().putHeader("WWW-Authenticate", "NodeKey");
            refuse(request, 401, "send Authorization: NodeKey with an enrolled agent's key");
          });
      return;
    }
    Optional<Binary> binary = rollouts.binary(path.group(1), path.group(2), path.group(3));
    context.runOnContext(
        _ ->
            binary.ifPresentOrElse(
                found -> send(request, found),
                () -> refuse(request, 404, "this version is not rolled out for this platform")));
  }

  private boolean enrolled(String key, String address) {
    if (key == null) {
      return false;
    }
    Optional<UUID> known = keys.known(key);
    if (known.isPresent()) {
      return true;
    }
    if (keys.nobodys(key)) {
      return false;
    }
    if (keys.tooMany(address)) {
      // Nobody has looked, and a host may share the address.
      throw new NodeKeys.Busy();
    }
    return keys.lookUp(key, address).isPresent();
  }

  private static void send(HttpServerRequest request, Binary binary) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    String tag = '"' + binary.sha256() + '"';
    response
        .putHeader("ETag", tag)
        .putHeader("Accept-Ranges", "bytes")
        .putHeader("Content-Type", "application/octet-stream")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (matches(request.getHeader("If-None-Match"), tag)) {
      response.setStatusCode(304).end();
      return;
    }
    // A part of what has changed since is of no use (RFC 9110, 13.1.5).
    String unless = request.getHeader("If-Range");
    String range = unless == null || unless.equals(tag) ? request.getHeader("Range") : null;
    switch (ByteRange.of(range, binary.bytes())) {
      case ByteRange.Asked.Nothing _ -> {
        response.putHeader("Content-Range", "bytes */" + binary.bytes());
        refuse(request, 416, "the file has %d bytes".formatted(binary.bytes()));
      }
      case ByteRange.Asked.Whole _ -> send(request, binary, new ByteRange(0, binary.bytes() - 1));
      case ByteRange.Asked.Part part -> {
        response
            .setStatusCode(206)
            .putHeader(
                "Content-Range",
                "bytes %d-%d/%d".formatted(part.range().from(), part.range().to(), binary.bytes()));
        send(request, binary, part.range());
      }
    }
  }

  private static void send(HttpServerRequest request, Binary binary, ByteRange range) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Length", Long.toString(range.length()));
    if (HttpMethod.HEAD.equals(request.method())) {
      response.end();
      return;
    }
    response
        .sendFile(binary.file().toString(), range.from(), range.length())
        .onFailure(
            failure -> {
              LOG.debugf("a download ended early: %s", failure);
              request.connection().close();
            });
  }

  private static boolean matches(String header, String tag) {
    return header != null
        && COMMA
            .splitAsStream(header)
            .map(String::strip)
            // Weak comparison (RFC 9110, 13.1.2).
            .map(each -> each.startsWith("W/") ? each.substring(2) : each)
            .anyMatch(each -> each.equals("*") || each.equals(tag));
  }

  private static void refuse(HttpServerRequest request, int status, String why) {
    request.response().setStatusCode(status);
    AgentRoutes.reply(request, Reply.error(why));
  }
}
