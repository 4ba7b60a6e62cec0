package mimir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import mimir.journey.LocalSystem;

/**
 * Idle polls a second, over plain HTTP and kept-alive connections, against a bare Vert.x that
 * answers the same bytes, in turns; then thousands of TLS connections that poll, with and without
 * slow senders beside them. Both are further replicas of dispatch-service in a running system.
 */
final class PollsBench {
  private static final double GOAL = 0.6;
  private static final int CONNECTIONS = 1_000;
  private static final int SLOW_SENDERS = 500;
  private static final long MEBIBYTES_BELOW = 768;
  private static final JsonMapper JSON = new JsonMapper();

  private final LocalSystem system;
  private final Path data;
  private final Goals goals = new Goals();

  private PollsBench(LocalSystem system, Path data) {
    this.system = system;
    this.data = data;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = argument(arguments, 0, 5);
    int seconds = argument(arguments, 1, 5);
    int tlsConnections = argument(arguments, 2, 5_000);
    int tlsSeconds = argument(arguments, 3, 60);
    Path data = Files.createTempDirectory("mimir-bench");
    var system = new LocalSystem(data, Map.of());
    var bench = new PollsBench(system, data);
    try {
      system.up();
      bench.polls(rounds, seconds);
      if (tlsConnections > 0) {
        bench.tls(tlsConnections, Duration.ofSeconds(tlsSeconds));
      }
    } finally {
      system.down();
      LaunchBench.delete(data);
    }
    bench.goals.print();
    System.exit(bench.goals.missed() ? 1 : 0);
  }

  private static int argument(String[] arguments, int n, int otherwise) {
    return arguments.length > n ? Integer.parseInt(arguments[n]) : otherwise;
  }

  private void polls(int rounds, int seconds) throws Exception {
    int agents = ServerProcess.freePort();
    int hello = ServerProcess.freePort();
    try (var ours = replica(agents, false);
        var bare = bare(hello)) {
      List<String> keys = enroll(agents, CONNECTIONS);
      try (var polls = new PollLoad(agents, keys);
          var hellos = new PollLoad(hello, keys)) {
        System.out.println("both answer: " + polls.answer().replace("\r\n", " | "));
        if (!body(polls).equals(body(hellos))) {
          throw new IllegalStateException("the bare one answers " + hellos.answer());
        }
        compare(polls, hellos, rounds, seconds);
        goals.note("memory of the replica / of the bare one", memory(ours) + " / " + memory(bare));
      }
    }
  }

  private void compare(PollLoad polls, PollLoad hellos, int rounds, int seconds)
      throws IOException {
    var ours = new ArrayList<Double>();
    var bare = new ArrayList<Double>();
    for (int round = -2; round < rounds; round++) {
      double hello = hellos.run(Duration.ofSeconds(seconds).toNanos());
      double poll = polls.run(Duration.ofSeconds(seconds).toNanos());
      System.out.printf(
          "%s: hello %,8.0f/s, idle polls %,8.0f/s (%.2f)%n",
          round < 0 ? "warm-up" : "round " + (round + 1), hello, poll, poll / hello);
      if (round >= 0) {
        bare.add(hello);
        ours.add(poll);
      }
    }
    double ratio = median(ours) / median(bare);
    goals.note("bare Vert.x hello, median", "%,.0f/s".formatted(median(bare)));
    goals.note("idle polls, median", "%,.0f/s".formatted(median(ours)));
    goals.add(
        "idle polls of what a bare hello does",
        "%.2f".formatted(ratio),
        "%.1f".formatted(GOAL),
        ratio >= GOAL);
  }

  private void tls(int connections, Duration duration) throws Exception {
    int port = ServerProcess.freePort();
    try (var replica = replica(port, true);
        var polls = new TlsPolls(port, system.caFile())) {
      List<String> keys = enroll(URI.create(system.agents() + "/"), CONNECTIONS);
      polls.connect(connections, keys);
      // Every connection has polled once, and its handshake is long over.
      polls.measure(Duration.ofSeconds(20));
      TlsPolls.Figures alone = polls.measure(duration);
      goals.note("memory with them: " + connections + " TLS connections", memory(replica));
      polls.addSlow(SLOW_SENDERS);
      TlsPolls.Figures beside = polls.measure(duration);
      note("polls by TLS", alone);
      note("the same beside " + SLOW_SENDERS + " slow senders", beside);
      goals.note("memory with those too", memory(replica));
      goals.note("slow senders that were cut off", "" + polls.slowClosed());
      goals.add(
          "TLS polls that were not answered, and lost connections",
          "" + beside.failed(),
          "0",
          beside.failed() == 0 && alone.failed() == 0);
      long peak = replica.memory("VmHWM");
      goals.add(
          "memory at most, with -Xmx256m",
          peak + " MiB",
          "< " + MEBIBYTES_BELOW + " MiB",
          peak < MEBIBYTES_BELOW);
    }
  }

  private void note(String what, TlsPolls.Figures figures) {
    goals.note(
        what,
        "%,d, p50 %.1f ms, p99 %.1f ms, worst %.0f ms"
            .formatted(figures.polls(), figures.p50(), figures.p99(), figures.worst()));
  }

  private static String memory(ServerProcess server) throws IOException {
    return "%d MiB, at most %d MiB".formatted(server.memory("VmRSS"), server.memory("VmHWM"));
  }

  private static String body(PollLoad load) {
    return load.answer().substring(load.answer().indexOf("\r\n\r\n"));
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().toList().get(rates.size() / 2);
  }

  private ServerProcess bare(int port) {
    return ServerProcess.start(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            HelloServer.class.getName(),
            Integer.toString(port)),
        Map.of(),
        data.resolve("logs/hello.log"),
        port);
  }

  /** One more replica of dispatch-service, on the database and the topics of the system. */
  private ServerProcess replica(int port, boolean tls) throws IOException {
    JsonNode status = system.status();
    var passwords = new Properties();
    try (var in = Files.newInputStream(data.resolve("connect/database.properties"))) {
      passwords.load(in);
    }
    var environment = new HashMap<String, String>();
    environment.put("MIMIR_DB_URL", status.get("postgres").asText() + "?currentSchema=dispatch");
    environment.put("MIMIR_DB_USER", "dispatch");
    environment.put("MIMIR_DB_PASSWORD", passwords.getProperty("dispatch"));
    environment.put("MIMIR_KAFKA_BOOTSTRAP", status.get("kafka").asText());
    environment.put("MIMIR_JWKS_URL", status.get("gateway").asText() + "/.well-known/jwks.json");
    environment.put("MIMIR_HTTP_PORT", "" + ServerProcess.freePort());
    environment.put("MIMIR_MANAGEMENT_PORT", "" + ServerProcess.freePort());
    environment.put("MIMIR_AGENT_PORT", "" + port);
    if (tls) {
      environment.put("MIMIR_AGENT_TLS_CERT", system.caFile().toString());
      environment.put("MIMIR_AGENT_TLS_KEY", data.resolve("agent-key.pem").toString());
    }
    var jar =
        Path.of(System.getProperty("mimir.root"), "dispatch-service/target/quarkus-app")
            .resolve("quarkus-run.jar");
    return ServerProcess.start(
        List.of("-jar", jar.toString()),
        environment,
        data.resolve("logs/replica-" + port + ".log"),
        port);
  }

  private List<String> enroll(int port, int hosts) throws Exception {
    return enroll(URI.create("http://127.0.0.1:" + port + "/"), hosts);
  }

  /** Node keys of new hosts; four at a time, as many as the service takes. */
  private List<String> enroll(URI server, int hosts) throws Exception {
    var http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(Trust.only(system.caFile()))
            .build();
    String secret = system.enrollSecret();
    Callable<String> one = () -> enroll(http, server, secret);
    var keys = new ArrayList<String>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var key : threads.invokeAll(Collections.nCopies(hosts, one))) {
        keys.add(key.get());
      }
    }
    return keys;
  }

  private static String enroll(HttpClient http, URI server, String secret)
      throws IOException, InterruptedException {
    var body =
        JSON.writeValueAsString(
            Map.of(
                "enroll_secret",
                secret,
                "host_identifier",
                "bench-" + UUID.randomUUID(),
                "platform_type",
                "9"));
    var request =
        HttpRequest.newBuilder(server.resolve("/api/v1/osquery/enroll"))
            .POST(BodyPublishers.ofString(body));
    var answer = JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    if (answer.path("node_key").asText().isEmpty()) {
      throw new IOException("not enrolled: " + answer);
    }
    return answer.path("node_key").asText();
  }
}
