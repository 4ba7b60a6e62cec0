package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Keycloak of one realm, from the distribution that the build has unpacked. */
final class Keycloak implements AutoCloseable {
  static final String SECRET = "the client's own secret of 32 or more";
  static final String PASSWORD = "everybody's password";

  /** Its first start builds itself. */
  private static final Duration START_MAX = Duration.ofMinutes(4);

  private final int port = freePort();
  private final Process process;
  private final Path log;

  /**
   * @param directory of the distribution; it keeps what it writes there too
   * @param gateway whose address it sends people back to
   */
  static Keycloak start(Path directory, URI gateway) {
    try {
      return new Keycloak(directory, gateway);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Keycloak(Path directory, URI gateway) throws IOException {
    Path home;
    try (Stream<Path> unpacked = Files.list(directory)) {
      home = unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    Path realm = home.resolve("data/import/mimir-realm.json");
    Files.createDirectories(realm.getParent());
    Files.writeString(realm, realm(gateway));
    log = directory.resolve("keycloak.log");
    var command =
        new ProcessBuilder(
            home.resolve("bin/kc.sh").toString(),
            "start-dev",
            "--import-realm",
            "--http-host=127.0.0.1",
            "--http-port=" + port,
            // Nothing of an earlier run.
            "--db=dev-mem");
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command.environment().put("JAVA_OPTS_KC_HEAP", "-Xmx512m");
    process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      awaitRealm();
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private static String realm(URI gateway) throws IOException {
    try (var template = Keycloak.class.getResourceAsStream("/keycloak/realm.json")) {
      return new String(template.readAllBytes(), StandardCharsets.UTF_8)
          .replace("GATEWAY", gateway.toString())
          .replace("SECRET", SECRET)
          .replace("PASSWORD", PASSWORD);
    }
  }

  URI issuer() {
    return URI.create("http://127.0.0.1:" + port + "/realms/mimir");
  }

  private void awaitRealm() {
    var discovery = URI.create(issuer() + "/.well-known/openid-configuration");
    try (var http = HttpClient.newHttpClient()) {
      await()
          .atMost(START_MAX)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptionsInstanceOf(IOException.class)
          .failFast("Keycloak has ended; see " + log, () -> !process.isAlive())
          .until(
              () ->
                  http.send(HttpRequest.newBuilder(discovery).build(), BodyHandlers.discarding())
                          .statusCode()
                      == 200);
    }
  }

  @Override
  public void close() {
    // kc.sh starts the JVM as its child.
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
