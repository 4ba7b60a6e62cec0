package mimir.gateway.routing;

import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import mimir.gateway.sessions.SessionToken;
import mimir.gateway.sessions.Sessions;
import org.jboss.logging.Logger;

/** Cuts an event stream within a minute after the session that opened it has ended. */
@ApplicationScoped
class StreamWatch {
  private static final Logger LOG = Logger.getLogger(StreamWatch.class);

  /** Half of the minute that is promised; the other half is for what is remembered. */
  private static final long EVERY_MILLIS = 30_000;

  private final Vertx vertx;
  private final Sessions sessions;

  StreamWatch(Vertx vertx, Sessions sessions) {
    this.vertx = vertx;
    this.sessions = sessions;
  }

  void watch(RoutingContext context) {
    Optional<SessionToken> token =
        Optional.ofNullable(context.request().getCookie(SessionToken.COOKIE))
            .map(Cookie::getValue)
            .flatMap(SessionToken::of);
    long timer =
        vertx.setPeriodic(
            EVERY_MILLIS,
            _ ->
                vertx
                    .executeBlocking(() -> token.flatMap(sessions::find), false)
                    .onFailure(failure -> LOG.warnf("cannot check a stream: %s", failure))
                    .onSuccess(
                        found -> {
                          if (found.isEmpty()) {
                            context.request().connection().close();
                          }
                        }));
    context.addEndHandler(_ -> vertx.cancelTimer(timer));
  }
}
