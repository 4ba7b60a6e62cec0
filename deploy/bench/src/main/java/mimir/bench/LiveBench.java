package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import mimir.fleet.Fleet;
import mimir.fleet.FleetOptions;
import mimir.journey.LocalSystem;
import mimir.journey.Person;

/** Live queries, one after the other: from the request to the stream's first row and to its end. */
final class LiveBench {
  private static final long FIRST_ROW_MAX_MILLIS = 2_000;

  /**
   * Hosts that start over one interval of their polls also poll spread over it, as a fleet does.
   */
  private static final int POLL_SECONDS = 10;

  private LiveBench() {}

  public static void main(String[] arguments) throws IOException {
    int hosts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    int queries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    Path data = Files.createTempDirectory("mimir-bench");
    // Reconnects are spread over 30 s by design; connected hosts have long passed it.
    var system = new LocalSystem(data, Map.of("MIMIR_RECONNECT_JITTER", "0s"));
    var goals = new Goals();
    system.up();
    try (var fleet =
        Fleet.start(
            FleetOptions.of(system.agents(), system.enrollSecret())
                .withCaFile(system.caFile())
                .withHosts(hosts)
                .withRates(Math.max(1, hosts / POLL_SECONDS), hosts))) {
      var admin = new Person(system.gateway()).signIn("admin", system.adminPassword());
      Await.until(
          Duration.ofSeconds(90),
          () -> fleet.counts().polls() > 3L * hosts && connected(admin) == hosts);
      // The first one also warms the way up; hosts that were just asked poll every 5 s for a while.
      goals.note("first row, hosts not accelerated", asked(admin, hosts).firstRow() + " ms");
      var asked = new ArrayList<Asked>();
      for (int n = 0; n < queries; n++) {
        asked.add(asked(admin, hosts));
      }
      long worst = asked.stream().mapToLong(Asked::firstRow).max().orElseThrow();
      goals.note("first row, median", median(asked, Asked::firstRow) + " ms");
      goals.add(
          "first row, worst of " + queries,
          worst + " ms",
          "<= " + FIRST_ROW_MAX_MILLIS + " ms",
          worst <= FIRST_ROW_MAX_MILLIS);
      goals.note("row of the last of %d hosts, median".formatted(hosts), last(asked));
      goals.note("done, median", median(asked, Asked::done) + " ms");
    } finally {
      system.down();
    }
    goals.print();
    System.exit(goals.missed() ? 1 : 0);
  }

  /** Milliseconds after the request. */
  private record Asked(long firstRow, long lastRow, long done) {}

  private static String last(ArrayDeque<String> said) {
    return String.join(" ", said.reversed().stream().limit(4).toList());
  }

  private static String last(List<Asked> asked) {
    return median(asked, Asked::lastRow) + " ms";
  }

  private static long median(List<Asked> asked, ToLongFunction<Asked> of) {
    return asked.stream().mapToLong(of).sorted().skip(asked.size() / 2).findFirst().orElseThrow();
  }

  private static long connected(Person admin) {
    return admin
        .get("/api/v1/hosts?limit=500")
        .body()
        .get("items")
        .valueStream()
        .filter(host -> host.get("connected").asBoolean())
        .count();
  }

  private static Asked asked(Person admin, int hosts) {
    long from = System.nanoTime();
    var launched =
        admin.post(
            "/api/v1/queries",
            Map.of("sql", "SELECT hostname FROM system_info", "target", Map.of("type", "all")));
    if (launched.status() != 201) {
      throw new IllegalStateException("not launched: " + launched.body());
    }
    String path = "/api/v1/queries/" + launched.body().get("id").asText() + "/stream";
    var rows = new ArrayList<Long>();
    var said = new ArrayDeque<String>();
    try (var lines = admin.follow(path)) {
      lines.forEach(
          line -> {
            if (line.startsWith("event:row")) {
              rows.add(millisSince(from));
            }
            said.add(line);
          });
    }
    if (rows.size() != hosts) {
      throw new IllegalStateException(
          "%d rows of %d hosts; last: %s".formatted(rows.size(), hosts, last(said)));
    }
    return new Asked(rows.getFirst(), rows.getLast(), millisSince(from));
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }
}
