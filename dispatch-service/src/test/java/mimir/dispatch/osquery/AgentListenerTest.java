package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener with other settings than the service's, and the service behind it. */
@QuarkusTest
class AgentListenerTest {
  private static final String READ = "POST /api/osquery/distributed/read HTTP/1.1\r\nHost: x\r\n";
  private static final String POLL = READ + "Content-Length: 2\r\n\r\n{}";

  @Inject Vertx vertx;
  @Inject AgentRoutes routes;
  @Inject AgentDoor door;
  @TempDir Path folder;

  private AgentListener listener;

  private int start(AgentListenerConfig settings) throws Exception {
    // The service behind it must be there.
    door.port();
    listener = new AgentListener(vertx, settings, routes, new SimpleMeterRegistry());
    listener.start();
    return listener.port();
  }

  @AfterEach
  void stop() {
    if (listener != null) {
      listener.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void tls_of_these_versions_is_spoken(String version) throws Exception {
    var certificate = TestCertificate.in(folder);
    int port = start(ListenerSettings.tls(certificate));

    try (var socket = tls(certificate, port)) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();

      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(answer(socket, POLL)).contains("\"node_invalid\":true");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
      })
  void tls_1_2_is_spoken_with_authenticated_encryption(String suite) throws Exception {
    var certificate = TestCertificate.in(folder);
    int port = start(ListenerSettings.tls(certificate));

    try (var socket = tls(certificate, port)) {
      only(socket, suite);
      socket.startHandshake();

      assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
      })
  void tls_1_2_is_refused_with_cbc(String suite) throws Exception {
    var certificate = TestCertificate.in(folder);
    int port = start(ListenerSettings.tls(certificate));

    try (var socket = tls(certificate, port)) {
      only(socket, suite);

      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("handshake_failure");
    }
  }

  @Test
  void tls_1_1_is_refused() throws Exception {
    int port = start(ListenerSettings.tls(TestCertificate.in(folder)));

    try (var socket = plain(port)) {
      socket.getOutputStream().write(helloOfTls11());
      byte[] answer = socket.getInputStream().readNBytes(7);

      // An alert record; fatal; protocol_version or handshake_failure.
      assertThat(answer[0]).isEqualTo((byte) 21);
      assertThat(answer[5]).isEqualTo((byte) 2);
      assertThat((int) answer[6]).isIn(70, 40);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MIMIR_AGENT_TLS_CERT", "MIMIR_AGENT_TLS_KEY"})
  void half_a_pair_starts_neither_the_listener_nor_the_service(String name) {
    var settings = ListenerSettings.of(Map.of(name, "file.pem", "MIMIR_AGENT_PORT", "0"));
    var half = new AgentListener(vertx, settings, routes, new SimpleMeterRegistry());

    assertThatThrownBy(half::start).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new AgentStart(null, null, null, half).start(null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MIMIR_AGENT_TLS_KEY");
    assertThat(half.listening()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, true", "127.0.0.1, false", "localhost, false"})
  void plain_http_that_others_can_reach_is_warned_of(String host, boolean warned) throws Exception {
    var warnings = new CopyOnWriteArrayList<String>();
    var tap = tap(warnings);
    var logger = Logger.getLogger(AgentListener.class.getName());
    logger.addHandler(tap);
    try {
      start(ListenerSettings.of(Map.of("MIMIR_AGENT_HOST", host, "MIMIR_AGENT_PORT", "0")));
    } finally {
      logger.removeHandler(tap);
    }

    assertThat(warnings.stream().anyMatch(each -> each.contains("plain HTTP"))).isEqualTo(warned);
  }

  private static Handler tap(List<String> warnings) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
          warnings.add(record.getMessage());
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void a_renewed_certificate_is_taken_without_a_restart() throws Exception {
    var old = TestCertificate.in(folder);
    int port = start(ListenerSettings.tls(old));
    try (var kept = tls(old, port)) {
      assertThat(answer(kept, POLL)).contains("node_invalid");
      var renewed = TestCertificate.in(folder);

      listener.reload();

      try (var socket = tls(renewed, port)) {
        socket.startHandshake();
      }
      try (var socket = tls(old, port)) {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
      }
      assertThat(answer(kept, POLL)).contains("node_invalid");
    }
  }

  @Test
  void a_certificate_that_is_none_leaves_the_old_one() throws Exception {
    var certificate = TestCertificate.in(folder);
    int port = start(ListenerSettings.tls(certificate));
    Files.writeString(certificate.certificateFile(), "half of a fi");

    listener.reload();

    try (var socket = tls(certificate, port)) {
      assertThat(answer(socket, POLL)).contains("node_invalid");
    }
  }

  @Test
  void a_certificate_whose_key_is_still_the_old_one_waits_for_it() throws Exception {
    var old = TestCertificate.in(folder);
    var oldKey = Files.readString(old.keyFile());
    int port = start(ListenerSettings.tls(old));
    var renewed = TestCertificate.in(folder);
    var newKey = Files.readString(renewed.keyFile());
    Files.writeString(renewed.keyFile(), oldKey);

    listener.reload();
    try (var socket = tls(old, port)) {
      assertThat(answer(socket, POLL)).contains("node_invalid");
    }

    Files.writeString(renewed.keyFile(), newKey);
    listener.reload();
    try (var socket = tls(renewed, port)) {
      assertThat(answer(socket, POLL)).contains("node_invalid");
    }
  }

  @Test
  void one_connection_more_than_allowed_is_closed() throws Exception {
    int port = start(ListenerSettings.plain().connections(2));

    try (var first = plain(port)) {
      try (var second = plain(port)) {
        assertThat(answer(first, POLL)).contains("node_invalid");
        assertThat(answer(second, POLL)).contains("node_invalid");
        try (var third = plain(port)) {
          assertThat(third.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(answer(first, POLL)).contains("node_invalid");
      }
      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                try (var next = plain(port)) {
                  assertThat(answer(next, POLL)).contains("node_invalid");
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POST /api/osquery/", READ, READ + "Content-Length: 9\r\n\r\n{\"n"})
  void who_begins_and_does_not_go_on_is_cut_off(String beginning) throws Exception {
    int port = start(ListenerSettings.plain().within(Duration.ofMillis(400)));

    try (var socket = plain(port)) {
      socket.getOutputStream().write(beginning.getBytes(UTF_8));

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void who_does_not_go_on_with_a_handshake_is_cut_off() throws Exception {
    var settings = ListenerSettings.tls(TestCertificate.in(folder));
    int port = start(settings.within(Duration.ofMillis(400)));

    try (var socket = plain(port)) {
      // The head of a record, and nothing of what it announces.
      socket.getOutputStream().write(HexFormat.of().parseHex("1603010039"));

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void who_sends_a_byte_now_and_then_is_cut_off_too() throws Exception {
    int port = start(ListenerSettings.plain().within(Duration.ofMillis(400)));

    try (var socket = plain(port)) {
      socket.getOutputStream().write((READ + "Content-Length: 60000\r\n\r\n").getBytes(UTF_8));

      assertThatThrownBy(
              () -> {
                for (int n = 0; n < 2_000; n++) {
                  socket.getOutputStream().write(' ');
                  Thread.sleep(5);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  private SSLSocket tls(TestCertificate certificate, int port) throws IOException {
    var socket =
        (SSLSocket)
            certificate
                .client()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void only(SSLSocket socket, String suite) {
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.setEnabledCipherSuites(new String[] {suite});
  }

  private static Socket plain(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String answer(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(UTF_8));
    var answer = ByteBuffer.allocate(4_096);
    var text = "";
    while (!text.endsWith("}")) {
      int one = socket.getInputStream().read();
      if (one < 0) {
        throw new IOException("closed after " + text);
      }
      answer.put((byte) one);
      text = new String(answer.array(), 0, answer.position(), UTF_8);
    }
    return text;
  }

  /**
   * A client's hello of TLS 1.1 that offers ECDHE_ECDSA with AES-CBC: the JDK sends none itself.
   */
  private static byte[] helloOfTls11() {
    return HexFormat.of()
        .parseHex(
            "1603010039"
                + "01000035"
                + "0302"
                + "00".repeat(32)
                + "00"
                + "0004c009c00a"
                + "0100"
                + "0008"
                + "000a0004"
                + "00020017");
  }
}
