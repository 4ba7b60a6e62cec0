package mimir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import mimir.contracts.agreed.Manifest;
import mimir.journey.LocalSystem;
import mimir.journey.Person;

/**
 * A binary over plain loopback from dispatch-service, which authorises each request and has hashed
 * the file, against the same file from nginx, in turns; then whether memory grows with the file or
 * with the downloads.
 */
final class DownloadsBench {
  private static final double GOAL = 0.5;
  private static final int CONNECTIONS = 8;
  private static final int MANY = 256;
  private static final int SMALL_MEBIBYTES = 40;
  private static final int LARGE_MEBIBYTES = 480;

  /** Of some hundred downloads: less than a hundredth of what they are sent. */
  private static final long GROWTH_MAX_MEBIBYTES = 48;

  private static final JsonMapper JSON = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of();

  private final LocalSystem system;
  private final Path data;
  private final KeyPair key;
  private final Goals goals = new Goals();

  private DownloadsBench(LocalSystem system, Path data, KeyPair key) {
    this.system = system;
    this.data = data;
    this.key = key;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path data = Files.createTempDirectory("mimir-bench");
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] der = key.getPublic().getEncoded();
    String publicKey = HEX.formatHex(der, der.length - 32, der.length);
    var system = new LocalSystem(data, Map.of("MIMIR_RELEASE_PUBLIC_KEYS", publicKey));
    var bench = new DownloadsBench(system, data, key);
    try {
      system.up("--plain-agents");
      bench.run(rounds, Duration.ofSeconds(seconds).toNanos());
    } finally {
      system.down();
      LaunchBench.delete(data);
    }
    bench.goals.print();
    System.exit(bench.goals.missed() ? 1 : 0);
  }

  private void run(int rounds, long nanos) throws Exception {
    var admin = new Person(system.gateway()).signIn("admin", system.adminPassword());
    String small = rolledOut(admin, "1.0.40", SMALL_MEBIBYTES);
    String large = rolledOut(admin, "1.0.480", LARGE_MEBIBYTES);
    String nodeKey = enrolled();
    int port = system.agents().getPort();
    var ours = new FileReaders(port, path("1.0.40"), nodeKey);
    long pid = system.service("dispatch-service").get("pid").asLong();
    try (var nginx = NginxPeer.start(data.resolve("nginx"), data.resolve("releases"))) {
      compare(ours, new FileReaders(nginx.port(), "/" + small, ""), rounds, nanos);
    }
    long settled = ResidentMemory.now(pid);
    goals.note("memory after small files", settled + " MiB");
    var larger = new FileReaders(port, path("1.0.480"), nodeKey);
    ResidentMemory.resetPeak(pid);
    larger.run(CONNECTIONS, nanos * 2);
    grown("memory at most with a file of %d MiB".formatted(LARGE_MEBIBYTES), pid, settled);
    ResidentMemory.resetPeak(pid);
    larger.run(MANY, nanos * 2);
    grown("memory at most with %d downloads of it at once".formatted(MANY), pid, settled);
    ResidentMemory.resetPeak(pid);
    List<Socket> stalled = larger.stalled(MANY);
    grown("memory at most with %d that read nothing".formatted(MANY), pid, settled);
    for (Socket each : stalled) {
      each.close();
    }
    if (large.equals(small)) {
      throw new IllegalStateException("one file is no two");
    }
  }

  private void grown(String what, long pid, long settled) throws IOException {
    long now = ResidentMemory.peak(pid);
    goals.add(
        what,
        "%d MiB (%+d)".formatted(now, now - settled),
        "at most +" + GROWTH_MAX_MEBIBYTES + " MiB",
        now - settled <= GROWTH_MAX_MEBIBYTES);
  }

  private void compare(FileReaders ours, FileReaders nginx, int rounds, long nanos)
      throws Exception {
    var mine = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    for (int round = -2; round < rounds; round++) {
      double peer = nginx.run(CONNECTIONS, nanos) / (1 << 20);
      double own = ours.run(CONNECTIONS, nanos) / (1 << 20);
      System.out.printf(
          "%s: nginx %,7.0f MiB/s, dispatch-service %,7.0f MiB/s (%.2f)%n",
          round < 0 ? "warm-up" : "round " + (round + 1), peer, own, own / peer);
      if (round >= 0) {
        theirs.add(peer);
        mine.add(own);
      }
    }
    double ratio = Medians.of(mine) / Medians.of(theirs);
    goals.note("nginx, median", "%,.0f MiB/s".formatted(Medians.of(theirs)));
    goals.note("dispatch-service, median", "%,.0f MiB/s".formatted(Medians.of(mine)));
    goals.add(
        "throughput of what nginx has",
        "%.2f".formatted(ratio),
        ">= %.1f".formatted(GOAL),
        ratio >= GOAL);
  }

  private static String path(String version) {
    return "/api/v1/osquery/binary/linux/amd64/" + version + "/osqueryd";
  }

  /** Made, signed, put into the store, approved and rolled out to all; its hash. */
  private String rolledOut(Person admin, String version, int mebibytes) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    var random = new SplittableRandom(mebibytes);
    byte[] chunk = new byte[1 << 20];
    Path store = Files.createDirectories(data.resolve("releases"));
    Path file = store.resolve("building");
    try (var out = Files.newOutputStream(file)) {
      for (int n = 0; n < mebibytes; n++) {
        random.nextBytes(chunk);
        digest.update(chunk);
        out.write(chunk);
      }
    }
    String sha256 = HEX.formatHex(digest.digest());
    Files.move(file, store.resolve(sha256));
    var manifest =
        new Manifest(
            version,
            "linux",
            "amd64",
            path(version),
            sha256,
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    JsonNode release = done(admin.post("/api/v1/osquery-releases", request(manifest)));
    String id = release.get("id").asText();
    done(admin.post("/api/v1/osquery-releases/" + id + "/approve", Map.of()));
    done(admin.put("/api/v1/osquery-releases/" + id + "/rollout", Map.of("percent", 100)));
    return sha256;
  }

  private Map<String, String> request(Manifest manifest) throws GeneralSecurityException {
    var signer = Signature.getInstance("Ed25519");
    signer.initSign(key.getPrivate());
    signer.update(manifest.bytes());
    return Map.of(
        "version",
        manifest.version(),
        "os",
        manifest.os(),
        "arch",
        manifest.arch(),
        "download_url",
        manifest.url(),
        "sha256",
        manifest.sha256(),
        "signature",
        HEX.formatHex(signer.sign()),
        "manifest_timestamp",
        manifest.timestamp().toString());
  }

  private static JsonNode done(Person.Answer answer) {
    if (answer.status() >= 300) {
      throw new IllegalStateException("refused: " + answer.body());
    }
    return answer.body();
  }

  /** The node key of a new host, once the binaries are served to it. */
  private String enrolled() throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var body =
          JSON.writeValueAsString(
              Map.of(
                  "enroll_secret",
                  system.enrollSecret(),
                  "host_identifier",
                  "bench-" + UUID.randomUUID(),
                  "platform_type",
                  "9"));
      URI agents = system.agents();
      var enroll =
          HttpRequest.newBuilder(agents.resolve("/api/v1/osquery/enroll"))
              .POST(BodyPublishers.ofString(body))
              .build();
      String nodeKey =
          JSON.readTree(http.send(enroll, BodyHandlers.ofString()).body()).get("node_key").asText();
      for (String version : List.of("1.0.40", "1.0.480")) {
        var head =
            HttpRequest.newBuilder(agents.resolve(path(version)))
                .HEAD()
                .header("Authorization", "NodeKey " + nodeKey)
                .build();
        Await.until(Duration.ofSeconds(60), () -> status(http, head) == 200);
      }
      return nodeKey;
    }
  }

  private static int status(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
