package mimir.local.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mimir.local.process.Await;
import mimir.local.process.Child;
import mimir.local.process.ChildSpec;
import mimir.local.process.JavaCommand;
import mimir.local.process.PartFailed;
import mimir.local.process.StopSignal;

/** One service's process: how it is started, and when it is ready. */
public final class ServiceProcess {
  private static final Duration READY_MAX = Duration.ofMinutes(2);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** For a laptop: small, and soon there. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xms32m",
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          // SQLite, with which the guard of operators' SQL reads, is native.
          "--enable-native-access=ALL-UNNAMED");

  private ServiceProcess() {}

  /**
   * With what {@code MIMIR_SERVICE_JAVA_OPTIONS} says of its JVM. Fails, naming it, when the
   * service has not been built.
   */
  public static ChildSpec spec(
      ServiceDefinition service, Path root, Path logs, Map<String, String> environment) {
    return spec(service, root, logs, environment, "");
  }

  /**
   * As above.
   *
   * @param options of its JVM, apart by spaces; the variable's come behind them, and win
   */
  public static ChildSpec spec(
      ServiceDefinition service,
      Path root,
      Path logs,
      Map<String, String> environment,
      String options) {
    var jar = service.jar(root);
    if (!Files.exists(jar)) {
      throw new PartFailed(service.name(), "is not built: there is no " + jar);
    }
    return new ChildSpec(
        service.name(),
        command(jar, options, System.getenv("MIMIR_SERVICE_JAVA_OPTIONS")),
        environment,
        logs.resolve(service.name() + ".log"),
        StopSignal.TERM);
  }

  /** What is given comes behind our own, so it may replace them. */
  static List<String> command(Path jar, String... given) {
    var command = new ArrayList<>(List.of(JavaCommand.java()));
    command.addAll(OPTIONS);
    for (String options : given) {
      if (options != null && !options.isBlank()) {
        command.addAll(List.of(options.strip().split("\\s+")));
      }
    }
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  public static void awaitReady(Child child, int managementPort) throws InterruptedException {
    Await.until(child, "ready", READY_MAX, () -> isReady(managementPort));
  }

  /** What the service itself says; false when it does not answer. */
  public static boolean isReady(int managementPort) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"))
            .timeout(Duration.ofSeconds(3))
            .GET()
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
