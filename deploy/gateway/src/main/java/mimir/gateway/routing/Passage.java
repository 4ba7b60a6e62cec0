package mimir.gateway.routing;

import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import mimir.contracts.ErrorCode;
import mimir.contracts.runtime.Problem;
import mimir.gateway.routing.Route.There;
import mimir.gateway.sessions.LiveSession;
import org.jboss.logging.Logger;

/** One request on its way through: what is taken off and put on, there and back. */
final class Passage implements ProxyInterceptor {
  private static final Logger LOG = Logger.getLogger(Passage.class);

  private final RoutingContext context;
  private final There there;
  private final PlainAddress address;
  private final URI service;
  private final LiveSession live;
  private final ProblemReply problems;
  private final StreamWatch streams;
  private final Breakers breakers;
  private BoundedBody bounded;

  /** Whether the answer was made here, in place of the service's. */
  private boolean ours;

  Passage(
      RoutingContext context,
      There there,
      PlainAddress address,
      URI service,
      LiveSession live,
      ProblemReply problems,
      StreamWatch streams,
      Breakers breakers) {
    this.context = context;
    this.there = there;
    this.address = address;
    this.service = service;
    this.live = live;
    this.problems = problems;
    this.streams = streams;
    this.breakers = breakers;
  }

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext proxied) {
    ProxyRequest request = proxied.request();
    request.setURI(address.target());
    RelayedHeaders.inwards(request.headers(), live.serviceToken());
    Body body = request.getBody();
    if (body.length() < 0) {
      bounded = new BoundedBody(body.stream(), there.bodyBytesMax());
      request.setBody(Body.body(bounded));
    }
    Upstream upstream = there.upstream();
    if (!breakers.lets(upstream)) {
      return unanswered(request, Optional.empty());
    }
    return proxied
        .sendRequest()
        .onSuccess(_ -> breakers.answered(upstream))
        .onFailure(
            failure -> {
              if (isToBlame(failure)) {
                breakers.failed(upstream, failure);
              } else {
                breakers.forget(upstream);
              }
            })
        .recover(failure -> unanswered(request, Optional.of(failure)));
  }

  /** Not for a caller who left, sent too much or stopped sending, nor for our own full pool. */
  private boolean isToBlame(Throwable failure) {
    return !isTooLarge()
        && !context.response().closed()
        && context.request().isEnded()
        && !(failure instanceof ConnectionPoolTooBusyException);
  }

  private boolean isTooLarge() {
    return bounded != null && bounded.isTooLarge();
  }

  /**
   * @param failure empty when the service was not asked
   */
  private Future<ProxyResponse> unanswered(ProxyRequest request, Optional<Throwable> failure) {
    ours = true;
    ErrorCode code;
    String detail;
    if (isTooLarge()) {
      code = ErrorCode.TOO_LARGE;
      detail = FrontDoor.tooLarge(there.bodyBytesMax());
    } else {
      String name = there.upstream().name().toLowerCase(Locale.ROOT);
      code = RelayFailures.code(failure);
      detail = RelayFailures.detail(code, name);
      failure.ifPresent(each -> LOG.warnf("%s-service does not answer: %s", name, each));
    }
    return Future.succeededFuture(
        request
            .release()
            .response()
            .setStatusCode(code.status())
            .putHeader("Content-Type", Problem.MEDIA_TYPE)
            // What is left of the request's body is not worth reading.
            .putHeader("Connection", "close")
            .setBody(Body.body(problems.body(code, detail, Map.of()))));
  }

  @Override
  public Future<Void> handleProxyResponse(ProxyContext proxied) {
    ProxyResponse response = proxied.response();
    if (ours) {
      return proxied.sendResponse();
    }
    RelayedHeaders.outwards(response.headers(), service);
    String type = response.headers().get("Content-Type");
    if (type != null && type.startsWith("text/event-stream")) {
      var body = new EndableStream(response.getBody().stream());
      response.setBody(Body.body(body));
      streams.watch(context, body);
    }
    return proxied.sendResponse();
  }
}
