package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** On a listener of its own, whose connections nobody else opens or closes. */
@QuarkusTest
class AbandonedEnrollmentTest {
  @Inject Vertx vertx;
  @Inject AgentRoutes routes;
  @Inject EnrollAnswer answer;
  @Inject AgentDoor door;
  @Inject Jdbi jdbi;
  @Inject MeterRegistry metrics;

  private final MeterRegistry own = new SimpleMeterRegistry();
  private final String run = "abandoned-" + UUID.randomUUID();

  @Test
  void who_hangs_up_before_its_turn_becomes_no_host_and_others_do() throws Exception {
    String secret = door.secret();
    double before = abandoned();
    var settings = ListenerSettings.plain();
    var listener = new AgentListener(vertx, settings, routes, own);
    var working = new ArrayList<Socket>();
    listener.start();
    try {
      jdbi.useTransaction(
          handle -> {
            // Enrollments wait for one another at their secret's row.
            handle.execute("SELECT FROM enrollment_secret FOR UPDATE");
            for (int n = 0; n < EnrollAnswer.AT_ONCE_MAX; n++) {
              working.add(asking(listener.port(), secret, n));
            }
            await().until(() -> waitingForRow() == EnrollAnswer.AT_ONCE_MAX);
            try (var _ = asking(listener.port(), secret, EnrollAnswer.AT_ONCE_MAX)) {
              await().until(() -> answer.waiting() == 1);
            }
            await().until(() -> connections() == EnrollAnswer.AT_ONCE_MAX);
          });

      for (Socket each : working) {
        assertThat(statusLine(each)).startsWith("HTTP/1.1 200");
      }
      await().until(() -> abandoned() == before + 1);
      assertThat(hosts()).containsExactly(run + "-0", run + "-1", run + "-2", run + "-3");
    } finally {
      for (Socket each : working) {
        each.close();
      }
      listener.stop();
    }
  }

  private Socket asking(int port, String secret, int n) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    var body =
        "{\"enroll_secret\":\"%s\",\"host_identifier\":\"%s-%d\",\"platform_type\":\"9\"}"
            .formatted(secret, run, n);
    var head = "POST /api/osquery/enroll HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length();
    socket.getOutputStream().write((head + "\r\n\r\n" + body).getBytes(UTF_8));
    return socket;
  }

  private static String statusLine(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int one = socket.getInputStream().read();
        one > '\r';
        one = socket.getInputStream().read()) {
      line.append((char) one);
    }
    return line.toString();
  }

  private double connections() {
    return own.get("mimir.dispatch.agent.connections").gauge().value();
  }

  private double abandoned() {
    return metrics.counter("mimir.dispatch.enrollments.abandoned").count();
  }

  private int waitingForRow() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                .mapTo(Integer.class)
                .one());
  }

  private List<String> hosts() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT host_identifier FROM host"
                        + " WHERE host_identifier LIKE ? || '%' ORDER BY host_identifier")
                .bind(0, run)
                .mapTo(String.class)
                .list());
  }
}
