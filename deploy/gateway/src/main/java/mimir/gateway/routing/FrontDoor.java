package mimir.gateway.routing;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.gateway.keys.ApiKeys;
import mimir.gateway.keys.KeyRules;
import mimir.gateway.keys.KeyText;
import mimir.gateway.pages.Pages;
import mimir.gateway.routing.Route.Here;
import mimir.gateway.routing.Route.Nowhere;
import mimir.gateway.routing.Route.There;
import mimir.gateway.sessions.ClientAddress;
import mimir.gateway.sessions.CsrfRules;
import mimir.gateway.sessions.LiveSession;
import mimir.gateway.sessions.SessionToken;
import mimir.gateway.sessions.Sessions;
import org.jboss.logging.Logger;

/** Every request passes here first, before Quarkus authenticates or routes anything. */
@ApplicationScoped
class FrontDoor {
  private static final Logger LOG = Logger.getLogger(FrontDoor.class);

  /** Above every filter of Quarkus's own; the highest runs first. */
  private static final int FIRST = 10_000;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

  private final Vertx vertx;
  private final Sessions sessions;
  private final ApiKeys keys;
  private final ClientAddress clients;
  private final Relay relay;
  private final Pages pages;
  private final ProblemReply problems;
  private final AccessLog log;

  FrontDoor(
      Vertx vertx,
      Sessions sessions,
      ApiKeys keys,
      ClientAddress clients,
      Relay relay,
      Pages pages,
      ProblemReply problems,
      AccessLog log) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.keys = keys;
    this.clients = clients;
    this.relay = relay;
    this.pages = pages;
    this.problems = problems;
    this.log = log;
  }

  void register(@Observes Filters filters) {
    filters.register(this::enter, FIRST);
  }

  private void enter(RoutingContext context) {
    var request = context.request();
    log.watch(context);
    Optional<PlainAddress> address = PlainAddress.of(request.uri());
    boolean secure = clients.isSecure(request);
    boolean api = address.isEmpty() || Routes.isApi(address.get().path());
    String nonce = Nonce.next();
    context.addHeadersEndHandler(
        _ -> SecurityHeaders.set(context.response().headers(), api, secure, nonce));
    if (address.isEmpty()) {
      problems.send(context, ErrorCode.MALFORMED_REQUEST, "The address is not in plain form.");
      return;
    }
    if (!METHODS.contains(request.method().name())) {
      problems.send(context, ErrorCode.METHOD_NOT_ALLOWED, "Not with this method.");
      return;
    }
    switch (Routes.of(address.get().path())) {
      case Nowhere _ ->
          problems.send(context, ErrorCode.NOT_FOUND, "There is nothing at this address.");
      case Here _ when !api -> page(context, address.get().path(), nonce);
      case Here _ -> here(context);
      case There there -> there(context, there, address.get());
    }
  }

  private void page(RoutingContext context, String path, String nonce) {
    String method = context.request().method().name();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      problems.send(context, ErrorCode.METHOD_NOT_ALLOWED, "A page is only read.");
      return;
    }
    pages.serve(
        context,
        path,
        nonce,
        () -> problems.send(context, ErrorCode.NOT_FOUND, "There is nothing at this address."));
  }

  private void here(RoutingContext context) {
    var request = context.request();
    // Quarkus has the same limit for what is answered here, but would refuse without a body.
    if (tellsTooLarge(context, Routes.BODY_BYTES_MAX)) {
      return;
    }
    if (isSignIn(request)) {
      // A form or a stray fetch of another site cannot send this type without asking first.
      if (isJson(request)) {
        context.next();
      } else {
        problems.send(context, ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
      }
      return;
    }
    withSession(
        context,
        found -> {
          if (found.isPresent() && !KeyRules.mayHere(request.method().name(), found.get())) {
            problems.send(
                context,
                ErrorCode.FORBIDDEN,
                "An API key changes no accounts, keys or sessions: sign in.");
            return;
          }
          // Without a session the resource's own annotation answers.
          if (found.isEmpty() || csrfHolds(context, found.get())) {
            context.next();
          }
        });
  }

  private void there(RoutingContext context, There owner, PlainAddress address) {
    // What is no form is read into memory by whoever gets it.
    There there =
        isForm(context.request())
            ? owner
            : new There(owner.upstream(), Math.min(owner.bodyBytesMax(), Routes.BODY_BYTES_MAX));
    if (tellsTooLarge(context, there.bodyBytesMax())) {
      return;
    }
    withSession(
        context,
        found -> {
          if (found.isEmpty()) {
            problems.send(context, ErrorCode.UNAUTHENTICATED, "Sign in first.");
          } else if (csrfHolds(context, found.get())) {
            relay.pass(context, there, address, found.get());
          }
        });
  }

  private boolean tellsTooLarge(RoutingContext context, long bytesMax) {
    if (declaredLength(context.request()) <= bytesMax) {
      return false;
    }
    context.response().putHeader("Connection", "close");
    problems.send(context, ErrorCode.TOO_LARGE, tooLarge(bytesMax));
    return true;
  }

  static String tooLarge(long bytesMax) {
    return "A body here has at most " + bytesMax + " bytes.";
  }

  private boolean csrfHolds(RoutingContext context, LiveSession live) {
    // No page of another site can send a key.
    if (live.apiKey().isPresent()) {
      return true;
    }
    var request = context.request();
    var shown = request.getHeader(CsrfRules.HEADER);
    if (CsrfRules.allows(request.method().name(), live.csrfToken(), shown)) {
      return true;
    }
    problems.send(
        context,
        ErrorCode.CSRF_REQUIRED,
        "Send the csrf_token of GET /api/v1/session as the header " + CsrfRules.HEADER + ".");
    return false;
  }

  private interface Next {
    void with(Optional<LiveSession> session);
  }

  private void withSession(RoutingContext context, Next next) {
    session(context)
        .onSuccess(
            found -> {
              found.ifPresent(live -> context.put(LiveSession.KEY, live));
              // Nobody waits for the answer to who has left meanwhile.
              if (!context.response().closed()) {
                next.with(found);
              }
            })
        .onFailure(
            failure -> {
              var id = UUID.randomUUID();
              LOG.errorf(failure, "cannot read a session, error id %s", id);
              problems.send(
                  context,
                  ErrorCode.INTERNAL_ERROR,
                  "Something went wrong; quote error id " + id + ".",
                  Map.of("error_id", id.toString()));
            });
  }

  private Future<Optional<LiveSession>> session(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<KeyText> key = KeyText.ofHeader(request.getHeader("Authorization"));
    if (key.isPresent()) {
      context.put(KeyText.KEY, key.get());
      // Whoever sends a key means it: a cookie beside it is not asked.
      Optional<LiveSession> known = keys.recent(key.get());
      return known.isPresent()
          ? Future.succeededFuture(known)
          : vertx.executeBlocking(() -> keys.find(key.get()), false);
    }
    Cookie cookie = request.getCookie(SessionToken.COOKIE);
    Optional<SessionToken> token =
        Optional.ofNullable(cookie).map(Cookie::getValue).flatMap(SessionToken::of);
    if (token.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Optional<LiveSession> recent = sessions.recent(token.get());
    return recent.isPresent()
        ? Future.succeededFuture(recent)
        : vertx.executeBlocking(() -> sessions.find(token.get()), false);
  }

  private static boolean isSignIn(HttpServerRequest request) {
    return request.method().name().equals("POST") && request.path().equals("/api/v1/session");
  }

  private static boolean isJson(HttpServerRequest request) {
    return isOfType(request, "application/json");
  }

  private static boolean isForm(HttpServerRequest request) {
    return isOfType(request, "multipart/form-data");
  }

  private static boolean isOfType(HttpServerRequest request, String wanted) {
    String type = request.getHeader("Content-Type");
    return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(wanted);
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
