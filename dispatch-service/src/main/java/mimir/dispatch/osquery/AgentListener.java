package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The listener of the agents' door: HTTP/1.1 as osquery's client speaks it, on one event loop for
 * each core. A certificate whose files have changed is taken for new connections without a restart.
 */
@ApplicationScoped
class AgentListener {
  private static final Logger LOG = Logger.getLogger(AgentListener.class);
  private static final Duration START_MAX = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final AgentListenerConfig config;
  private final AgentRoutes routes;
  private final AtomicInteger open = new AtomicInteger();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile AgentTls tls;
  private volatile String deployment;

  AgentListener(
      Vertx vertx, AgentListenerConfig config, AgentRoutes routes, MeterRegistry metrics) {
    this.vertx = vertx;
    this.config = config;
    this.routes = routes;
    metrics.gauge("mimir.dispatch.agent.connections", open);
  }

  /** Half of a pair would be plain HTTP where its operator meant TLS. */
  void expectPairOrNone() {
    if (config.agentTlsCert().isPresent() != config.agentTlsKey().isPresent()) {
      throw new IllegalStateException(
          "MIMIR_AGENT_TLS_CERT and MIMIR_AGENT_TLS_KEY: set both, or none for plain HTTP");
    }
  }

  void start() throws IOException, InterruptedException, ExecutionException, TimeoutException {
    expectPairOrNone();
    // Of an attempt that failed on one of its loops.
    servers.clear();
    tls = readTls();
    if (tls != null) {
      tls.check(vertx);
    } else if (!InetAddress.getByName(config.agentHost()).isLoopbackAddress()) {
      LOG.warnf(
          "agents' secrets and node keys come in plain HTTP on %s: set MIMIR_AGENT_TLS_CERT and"
              + " MIMIR_AGENT_TLS_KEY, unless a TLS terminator on this machine stands before it",
          config.agentHost());
    }
    HttpServerOptions options = options();
    int port = config.agentPort() == 0 ? freePort() : config.agentPort();
    var loops = new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    int most = connectionsMax();
    deployment = await(vertx.deployVerticle(() -> new Loop(options, port, most), loops));
    LOG.infof("agents connect to %s:%d", config.agentHost(), port());
  }

  private int connectionsMax() {
    long files = ConnectionLimit.filesMax();
    int most = ConnectionLimit.of(config.agentConnectionsMax(), files);
    if (most < config.agentConnectionsMax()) {
      LOG.warnf(
          "%d connections of agents at most and not MIMIR_AGENT_CONNECTIONS_MAX=%d: this process"
              + " may open %d files",
          most, config.agentConnectionsMax(), files);
    }
    return most;
  }

  /** Vert.x's own way to a free one, -1, would be shared with every other server that takes it. */
  private int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName(config.agentHost()))) {
      return socket.getLocalPort();
    }
  }

  private static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  private HttpServerOptions options() {
    var options =
        new HttpServerOptions()
            .setIdleTimeout((int) config.agentIdleWithin().toSeconds())
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(16 * 1024)
            .setHandle100ContinueAutomatically(true)
            .setHttp2ClearTextEnabled(false)
            .setUseAlpn(false)
            // Nobody upgrades here, and each request would pass through what is for those who do.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setTcpNoDelay(true)
            // An agent's request is no part of a trace; a lease and its answer are, by themselves.
            .setTracingPolicy(TracingPolicy.IGNORE);
    if (tls != null) {
      tls.addTo(options, config.agentRequestWithin());
    }
    return options;
  }

  /** Null when the listener is a plain one. */
  private AgentTls readTls() throws IOException {
    return config.agentTlsCert().isPresent() && config.agentTlsKey().isPresent()
        ? AgentTls.read(config.agentTlsCert().get(), config.agentTlsKey().get())
        : null;
  }

  /** Takes the certificate that is in the files now; what cannot be taken is logged. Blocks. */
  void reload() {
    try {
      AgentTls now = readTls();
      if (now == null || now.equals(tls)) {
        return;
      }
      now.check(vertx);
      var options = new HttpServerOptions();
      now.addTo(options, config.agentRequestWithin());
      for (HttpServer server : servers) {
        await(server.updateSSLOptions(options.getSslOptions()));
      }
      tls = now;
      LOG.info("the agents' certificate was read again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | ExecutionException | TimeoutException e) {
      // As when the certificate is new already and its key not yet: looked at again soon.
      LOG.errorf(e, "the agents' certificate stays the old one");
    }
  }

  boolean listening() {
    return deployment != null;
  }

  int port() {
    return servers.getFirst().actualPort();
  }

  @PreDestroy
  void stop() {
    if (deployment != null) {
      vertx.undeploy(deployment);
      deployment = null;
    }
  }

  /** What one event loop accepts. */
  private final class Loop extends AbstractVerticle {
    private static final int CHECKS_IN_A_DEADLINE = 4;

    private final HttpServerOptions options;
    private final int port;
    private final int most;

    Loop(HttpServerOptions options, int port, int most) {
      this.options = options;
      this.port = port;
      this.most = most;
    }

    @Override
    public void start(Promise<Void> started) {
      var connections = new AgentConnections(config, open, most);
      vertx.setPeriodic(
          Math.max(1, config.agentRequestWithin().toMillis() / CHECKS_IN_A_DEADLINE),
          _ -> connections.check());
      HttpServer server = vertx.createHttpServer(options);
      server.connectionHandler(connections::opened);
      server.requestHandler(
          request -> {
            connections.began(request);
            routes.handle(request);
          });
      server.invalidRequestHandler(routes::refuse);
      server
          .listen(port, config.agentHost())
          .<Void>mapEmpty()
          .onSuccess(_ -> servers.add(server))
          .onComplete(started);
    }
  }
}
