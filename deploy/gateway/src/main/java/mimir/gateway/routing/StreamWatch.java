package mimir.gateway.routing;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mimir.contracts.access.AccessEvent.UserChanged;
import mimir.gateway.accounts.AccessWithdrawn;
import mimir.gateway.keys.ApiKeys;
import mimir.gateway.keys.KeyText;
import mimir.gateway.sessions.LiveSession;
import mimir.gateway.sessions.SessionToken;
import mimir.gateway.sessions.Sessions;
import org.jboss.logging.Logger;

/**
 * Cuts an event stream within a minute after the session or key that opened it has ended, at once
 * when an admin of this replica has ended it with the account; and when the gateway stops, ends all
 * of them, so that readers see an end and come back by themselves.
 */
@ApplicationScoped
class StreamWatch {
  private static final Logger LOG = Logger.getLogger(StreamWatch.class);

  /** Half of the minute that is promised; the other half is for what is remembered. */
  private static final long EVERY_MILLIS = 30_000;

  /** Which forget the person first, so that a check finds what is true now. */
  private static final int AFTER_SESSIONS = ObserverMethod.DEFAULT_PRIORITY + 500;

  private final Vertx vertx;
  private final Sessions sessions;
  private final ApiKeys keys;
  private final Map<RoutingContext, Reader> open = new ConcurrentHashMap<>();
  private volatile boolean isStopping;

  /**
   * @param loop on which the body is read
   * @param check whether the session or key still is one
   */
  private record Reader(EndableStream body, Context loop, String username, Runnable check) {}

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
    if (isStopping) {
      // Who was just sent away has come back: it is still this process that listens.
      vertx.runOnContext(_ -> body.end());
      return;
    }
    Callable<Optional<LiveSession>> who = caller(context);
    long timer = vertx.setPeriodic(EVERY_MILLIS, own -> check(own, context, who));
    LiveSession live = context.get(LiveSession.KEY);
    open.put(
        context,
        new Reader(
            body,
            vertx.getOrCreateContext(),
            live.session().username(),
            () -> check(timer, context, who)));
    context.addEndHandler(_ -> forget(timer, context));
  }

  /** What this replica changes it need not wait for. */
  void onCommittedChange(
      @Observes(during = TransactionPhase.AFTER_SUCCESS) @Priority(AFTER_SESSIONS)
          UserChanged change) {
    checkAll(change.username());
  }

  void onCommittedWithdrawal(
      @Observes(during = TransactionPhase.AFTER_SUCCESS) @Priority(AFTER_SESSIONS)
          AccessWithdrawn withdrawal) {
    checkAll(withdrawal.username());
  }

  private void checkAll(String username) {
    open.values().stream()
        .filter(reader -> reader.username().equals(username))
        .forEach(reader -> reader.loop().runOnContext(_ -> reader.check().run()));
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
  void onStop(@Observes ShutdownDelayInitiatedEvent stopping) {
    isStopping = true;
    endAll();
  }

  void endAll() {
    var readers = Map.copyOf(open);
    var left = new CountDownLatch(readers.size());
    readers.forEach(
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
