package mimir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mimir.fleet.Fleet;
import mimir.fleet.FleetOptions;
import mimir.journey.CampaignPage;
import mimir.journey.LocalSystem;
import mimir.journey.Person;

/**
 * The thread's figures on this machine: start to ready, memory of the idle stack, event to
 * consumer, launch to the first and the last answer of connected hosts.
 */
final class ThreadBench {
  private static final int FLIPS = 400;
  private static final int WARM_UP = 100;
  private static final int LAUNCHES = 5;

  private ThreadBench() {}

  public static void main(String[] arguments) throws IOException {
    int hosts = arguments.length == 0 ? 50 : Integer.parseInt(arguments[0]);
    Path data = Files.createTempDirectory("mimir-bench");
    // The jitter spreads reconnects over 30 s by design; connected hosts have long passed it.
    var system = new LocalSystem(data, Map.of("MIMIR_RECONNECT_JITTER", "0s"));
    var first = timed(system::up);
    try {
      system.down();
      var warm = timed(system::up);
      System.out.printf("ready after: first start %.1f s, warm %.1f s%n", first, warm);
      measure(system, hosts);
    } finally {
      system.down();
    }
  }

  private static void measure(LocalSystem system, int hosts) throws IOException {
    var admin = new Person(system.gateway()).signIn("admin", system.adminPassword());
    eventLatency(system, admin);
    try (var fleet =
        Fleet.start(
            FleetOptions.of(system.agents(), system.enrollSecret())
                .withCaFile(system.caFile())
                .withHosts(hosts))) {
      Await.until(
          Duration.ofSeconds(90),
          () -> fleet.counts().polls() > 3L * hosts && known(admin) == hosts);
      memory(system, "idle with " + hosts + " hosts that poll");
      for (int i = 0; i < LAUNCHES; i++) {
        answers(admin, hosts);
      }
      memory(system, "after " + LAUNCHES + " campaigns");
    }
  }

  private static double timed(Runnable work) {
    long from = System.nanoTime();
    work.run();
    return (System.nanoTime() - from) / 1e9;
  }

  private static int known(Person admin) {
    return admin.get("/api/v1/hosts?limit=500").body().get("items").size();
  }

  /** From the time in the event, taken in the transaction, to a consumer of committed records. */
  private static void eventLatency(LocalSystem system, Person admin) {
    try (var tap = new LatencyTap(system.kafka(), "mimir-flags")) {
      for (int i = 0; i < FLIPS; i++) {
        var flip = Map.of("enabled", i % 2 == 0);
        admin.put("/api/v1/feature-flags/offline_campaigns_enabled", flip);
      }
      Await.until(Duration.ofSeconds(20), () -> tap.millis().size() >= FLIPS);
      List<Long> millis = tap.millis().stream().skip(WARM_UP).sorted().toList();
      System.out.printf(
          "event → consumer, %d events: p50 %d ms, p99 %d ms, max %d ms%n",
          millis.size(), at(millis, 0.50), at(millis, 0.99), millis.getLast());
    }
    admin.put("/api/v1/feature-flags/offline_campaigns_enabled", Map.of("enabled", true));
  }

  private static long at(List<Long> sorted, double quantile) {
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(sorted.size() * quantile)));
  }

  private static void answers(Person admin, int hosts) {
    var campaign =
        CampaignPage.launch(admin, "SELECT name, version FROM os_version", Map.of("type", "all"));
    campaign.awaitCount("responded", hosts, Duration.ofSeconds(60));
    JsonNode detail = campaign.detail();
    Instant launched = Instant.parse(detail.get("created_at").asText());
    List<Long> millis = new ArrayList<>();
    String path = "/api/v1/campaigns/" + campaign.id() + "/responses?limit=500";
    for (JsonNode item : admin.get(path).body().get("items")) {
      Instant at = Instant.parse(item.get("responded_at").asText());
      millis.add(Duration.between(launched, at).toMillis());
    }
    long visible =
        Duration.between(launched, Instant.parse(detail.at("/coverage/as_of").asText())).toMillis();
    millis.sort(null);
    System.out.printf(
        "launch → answer of %d connected hosts (poll every 10 s): first %d ms, median %d ms,"
            + " last %d ms; last one counted after %d ms%n",
        millis.size(), millis.getFirst(), at(millis, 0.5), millis.getLast(), visible);
  }

  /** Proportional set size, so that pages shared between processes count once. */
  private static void memory(LocalSystem system, String when) throws IOException {
    long launcher = system.status().get("launcher_pid").asLong();
    long kilobytes = 0;
    var handle = ProcessHandle.of(launcher).orElseThrow();
    var all = Stream.concat(Stream.of(handle), handle.descendants()).toList();
    for (ProcessHandle process : all) {
      Path rollup = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
      for (String line : Files.exists(rollup) ? Files.readAllLines(rollup) : List.<String>of()) {
        if (line.startsWith("Pss:")) {
          kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    System.out.printf("memory of the stack, %s: %d MiB (PSS)%n", when, kilobytes / 1024);
  }
}
