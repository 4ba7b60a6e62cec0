package mimir.dispatch.osquery;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Files;

/** The agents' door with TLS, beside the service's own one, and clients as osquery is one. */
@Singleton
class OsqueryDoor {
  private final Vertx vertx;
  private final AgentRoutes routes;
  private final AgentDoor door;
  private TestCertificate certificate;
  private AgentListener listener;

  OsqueryDoor(Vertx vertx, AgentRoutes routes, AgentDoor door) {
    this.vertx = vertx;
    this.routes = routes;
    this.door = door;
  }

  /** Not enrolled yet; it has a secret of its own. */
  synchronized OsqueryClient client() throws Exception {
    return client(door.secret());
  }

  synchronized OsqueryClient client(String secret) throws Exception {
    if (listener == null) {
      door.port();
      certificate = TestCertificate.in(Files.createTempDirectory("mimir-door"));
      listener =
          new AgentListener(
              vertx, ListenerSettings.tls(certificate), routes, new SimpleMeterRegistry());
      listener.start();
    }
    return new OsqueryClient(certificate.client(), listener.port(), secret);
  }

  @PreDestroy
  void stop() {
    if (listener != null) {
      listener.stop();
    }
  }
}
