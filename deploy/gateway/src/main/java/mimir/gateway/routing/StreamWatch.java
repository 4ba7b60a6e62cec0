package mimir.gateway.routing;

import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Callable;
import mimir.gateway.keys.ApiKeys;
import mimir.gateway.keys.KeyText;
import mimir.gateway.sessions.LiveSession;
import mimir.gateway.sessions.SessionToken;
import mimir.gateway.sessions.Sessions;
import org.jboss.logging.Logger;

/** Cuts an event stream within a minute after the session or key that opened it has ended. */
@ApplicationScoped
class StreamWatch {
  private static final Logger LOG = Logger.getLogger(StreamWatch.class);

  /** Half of the minute that is promised; the other half is for what is remembered. */
  private static final long EVERY_MILLIS = 30_000;

  private final Vertx vertx;
  private final Sessions sessions;
  private final ApiKeys keys;

  StreamWatch(Vertx vertx, Sessions sessions, ApiKeys keys) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.keys = keys;
  }

  void watch(RoutingContext context) {
    Callable<Optional<LiveSession>> who = caller(context);
    long timer =
        vertx.setPeriodic(
            EVERY_MILLIS,
            _ ->
                vertx
                    .executeBlocking(who, false)
                    .onFailure(failure -> LOG.warnf("cannot check a stream: %s", failure))
                    .onSuccess(
                        found -> {
                          if (found.isEmpty()) {
                            context.request().connection().close();
                          }
                        }));
    context.addEndHandler(_ -> vertx.cancelTimer(timer));
  }

  /** Whatever opened the stream, and nothing that was sent beside it. */
  private Callable<Optional<LiveSession>> caller(RoutingContext context) {
    KeyText key = context.get(KeyText.KEY);
    if (key != null) {
      return () -> keys.find(key);
    }
    Optional<SessionToken> token =
        Optional.ofNullable(context.request().getCookie(SessionToken.COOKIE))
            .map(Cookie::getValue)
            .flatMap(SessionToken::of);
    return () -> token.flatMap(sessions::find);
  }
}
