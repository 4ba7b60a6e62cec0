package mimir.gateway.routing;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import mimir.gateway.sessions.ClientAddress;
import mimir.gateway.sessions.LiveSession;
import org.jboss.logging.Logger;

/**
 * One line a request, when its answer has ended: method, path, status, bytes of the answer's body,
 * milliseconds, who, and from where. No query: it may carry what is searched for.
 */
@ApplicationScoped
class AccessLog {
  private static final Logger LOG = Logger.getLogger("mimir.access");

  private static final int PATH_MAX = 512;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x21-\\x7e]");

  private final ClientAddress clients;

  AccessLog(ClientAddress clients) {
    this.clients = clients;
  }

  void watch(RoutingContext context) {
    long begun = System.nanoTime();
    // Read now: a connection that is gone has no address.
    String from = clients.of(context.request());
    context.addEndHandler(
        _ ->
            LOG.infof(
                "%s %s %d %d B %d ms by %s from %s%s",
                context.request().method(),
                printable(path(context.request().uri())),
                context.response().getStatusCode(),
                context.response().bytesWritten(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                who(context.get(LiveSession.KEY)),
                printable(from),
                context.response().ended() ? "" : ", who left"));
  }

  private static String path(String uri) {
    int mark = uri.indexOf('?');
    String path = mark < 0 ? uri : uri.substring(0, mark);
    return path.length() > PATH_MAX ? path.substring(0, PATH_MAX) + "..." : path;
  }

  private static String who(LiveSession live) {
    if (live == null) {
      return "-";
    }
    String name = printable(live.session().username());
    return live.apiKey().map(key -> name + "[" + printable(key) + "]").orElse(name);
  }

  /** So that no name or path looks like another line or field. */
  static String printable(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("?");
  }
}
