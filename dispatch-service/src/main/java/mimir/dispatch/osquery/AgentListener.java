package mimir.dispatch.osquery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The listener of the agents' door: TLS 1.2 and 1.3, HTTP/1.1 as osquery's client speaks it. */
@ApplicationScoped
class AgentListener {
  private static final Logger LOG = Logger.getLogger(AgentListener.class);

  private final Vertx vertx;
  private final AgentListenerConfig config;
  private final AgentRoutes routes;
  private volatile HttpServer server;

  AgentListener(Vertx vertx, AgentListenerConfig config, AgentRoutes routes) {
    this.vertx = vertx;
    this.config = config;
    this.routes = routes;
  }

  void start() throws InterruptedException, ExecutionException, TimeoutException {
    HttpServer starting = vertx.createHttpServer(options());
    starting.requestHandler((HttpServerRequest request) -> routes.handle(request));
    starting.invalidRequestHandler(routes::refuse);
    Future<HttpServer> listening = starting.listen(config.agentPort(), config.agentHost());
    server = listening.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    LOG.infof("agents connect to %s:%d", config.agentHost(), server.actualPort());
  }

  private HttpServerOptions options() {
    var options =
        new HttpServerOptions()
            .setIdleTimeout(120)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(16 * 1024)
            .setUseAlpn(false)
            .setTcpNoDelay(true);
    if (config.agentTlsCert().isPresent() && config.agentTlsKey().isPresent()) {
      options
          .setSsl(true)
          .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(config.agentTlsCert().get().toString())
                  .setKeyPath(config.agentTlsKey().get().toString()));
    }
    return options;
  }

  boolean listening() {
    return server != null;
  }

  int port() {
    return server.actualPort();
  }

  @PreDestroy
  void stop() {
    if (server != null) {
      server.close();
    }
  }
}
