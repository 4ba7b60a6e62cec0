package mimir.gateway.routing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import mimir.gateway.routing.Route.There;
import mimir.gateway.sessions.LiveSession;
import org.jboss.logging.Logger;

/** Hands a request on to the service that owns its resource, and the answer back. */
@ApplicationScoped
class Relay {
  private static final Logger LOG = Logger.getLogger(Relay.class);

  private static final int CONNECT_MILLIS_MAX = 2_000;

  /** To one service; an open stream holds one of them. */
  private static final int CONNECTIONS_MAX = 1_024;

  private static final int WAITING_MAX = 1_024;

  // An upgrade would bypass the headers' rules; there is nothing to upgrade to.
  private static final ProxyOptions PLAIN = new ProxyOptions().setSupportWebSocket(false);

  private final Vertx vertx;
  private final HttpClient client;
  private final RelaySettings settings;
  private final ProblemReply problems;
  private final StreamWatch streams;
  private final Breakers breakers;

  Relay(
      Vertx vertx,
      RelaySettings settings,
      ProblemReply problems,
      StreamWatch streams,
      Breakers breakers) {
    this.vertx = vertx;
    this.settings = settings;
    this.problems = problems;
    this.streams = streams;
    this.breakers = breakers;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS_MAX).setKeepAliveTimeout(30),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX));
  }

  /** The proxy is made for this one request: its passage knows the session and the limit. */
  void pass(RoutingContext context, There there, PlainAddress address, LiveSession live) {
    URI service = settings.urlOf(there.upstream());
    var options =
        new RequestOptions()
            .setHost(service.getHost())
            .setPort(port(service))
            .setSsl(isTls(service))
            // Also for a connection of the pool to come free.
            .setConnectTimeout(CONNECT_MILLIS_MAX)
            .setIdleTimeout(settings.upstreamIdle().toMillis());
    HttpProxy.reverseProxy(PLAIN, client)
        .origin(
            proxied ->
                proxied
                    .client()
                    .request(options)
                    .onSuccess(Relay::leaveFailureToAnswer)
                    .map(request -> AnsweredRequest.of(request, vertx.getOrCreateContext())))
        .addInterceptor(
            new Passage(context, there, address, service, live, problems, streams, breakers))
        .handle(context.request());
  }

  /** A failed request also fails its answer, where it is told; without this it is logged twice. */
  private static void leaveFailureToAnswer(HttpClientRequest request) {
    request.exceptionHandler(failure -> LOG.debugf("%s: %s", request.absoluteURI(), failure));
  }

  private static boolean isTls(URI service) {
    return "https".equals(service.getScheme());
  }

  private static int port(URI service) {
    return service.getPort() > 0 ? service.getPort() : isTls(service) ? 443 : 80;
  }

  @PreDestroy
  void close() throws Exception {
    client.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }
}
