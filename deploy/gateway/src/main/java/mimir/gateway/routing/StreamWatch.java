package mimir.gateway.routing;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mimir.gateway.keys.ApiKeys;
import mimir.gateway.keys.KeyText;
import mimir.gateway.sessions.LiveSession;
import mimir.gateway.sessions.SessionToken;
import mimir.gateway.sessions.Sessions;
import org.jboss.logging.Logger;

/**
 * Cuts an event stream within a minute after the session or key that opened it has ended; and when
 * the gateway stops, ends all of them, so that readers see an end and come back by themselves.
 */
@ApplicationScoped
class StreamWatch {
  private static final Logger LOG = Logger.getLogger(StreamWatch.class);

  /** Half of the minute that is promised; the other half is for what is remembered. */
  private static final long EVERY_MILLIS = 30_000;

  private final Vertx vertx;
  private final Sessions sessions;
  private final ApiKeys keys;
  private final Map<RoutingContext, Reader> open = new ConcurrentHashMap<>();

  /**
   * @param loop on which the body is read
   */
  private record Reader(EndableStream body, Context loop) {}

  StreamWatch(Vertx vertx, Sessions sessions, ApiKeys keys) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.keys = keys;
  }

  void watch(RoutingContext context, EndableStream body) {
    if (isOver(context)) {
      // Its end was told before anybody listened.
      return;
    }
    Callable<Optional<LiveSession>> who = caller(context);
    long timer = vertx.setPeriodic(EVERY_MILLIS, own -> check(own, context, who));
    open.put(context, new Reader(body, vertx.getOrCreateContext()));
    context.addEndHandler(_ -> forget(timer, context));
  }

  private void check(long timer, RoutingContext context, Callable<Optional<LiveSession>> who) {
    if (isOver(context)) {
      forget(timer, context);
      return;
    }
    vertx
        .executeBlocking(who, false)
        .onFailure(failure -> LOG.warnf("cannot check a stream: %s", failure))
        .onSuccess(
            found -> {
              if (found.isEmpty()) {
                context.request().connection().close();
                forget(timer, context);
              }
            });
  }

  private void forget(long timer, RoutingContext context) {
    open.remove(context);
    vertx.cancelTimer(timer);
  }

  private static boolean isOver(RoutingContext context) {
    return context.response().ended() || context.response().closed();
  }

  /**
   * Before the gateway waits for what is being answered, which a stream would keep it from: an
   * answer that is cut looks like an error. Waits until the ends are written, and not for readers
   * that take nothing any more.
   */
  void endAll(@Observes ShutdownDelayInitiatedEvent stopping) {
    var left = new CountDownLatch(open.size());
    open.forEach(
        (context, reader) -> {
          context.addEndHandler(_ -> left.countDown());
          reader.loop().runOnContext(_ -> reader.body().end());
        });
    try {
      if (!left.await(2, TimeUnit.SECONDS)) {
        LOG.debugf("%d streams did not end", left.getCount());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
