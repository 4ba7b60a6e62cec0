package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import mimir.bench.LaunchFigures.Launched;
import mimir.bench.LaunchFigures.Published;
import mimir.bench.LaunchFigures.Small;
import mimir.fleet.Fleet;
import mimir.fleet.FleetOptions;
import mimir.journey.CampaignPage;
import mimir.journey.LocalSystem;
import mimir.journey.Person;

/**
 * What a launch at a million hosts costs, against the bare statement that freezes them in the same
 * database; whether hosts get their work while the rest is still being published; how long a stop
 * takes meanwhile.
 */
final class LaunchBench {
  private static final int HOSTS = 1_000_000;
  private static final int ROUNDS = 3;
  private static final int ENROLLED = 5;
  private static final String CAMPAIGN_SERVICE = "campaign-service";
  private static final long MEBIBYTES_BELOW = 512;

  private static final Duration HTTP_MAX = Duration.ofMinutes(5);
  private static final Duration QUIET_MAX = Duration.ofMinutes(20);

  private final LocalSystem system;
  private final LaunchDatabase database;
  private final Person admin;
  private final LaunchFigures figures = new LaunchFigures();
  private final List<CampaignPage> running = new ArrayList<>();
  private List<UUID> enrolled;

  private LaunchBench(LocalSystem system, LaunchDatabase database) {
    this.system = system;
    this.database = database;
    this.admin = new Person(system.gateway(), HTTP_MAX).signIn("admin", system.adminPassword());
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    int hosts = arguments.length < 1 ? HOSTS : Integer.parseInt(arguments[0]);
    int rounds = arguments.length < 2 ? ROUNDS : Integer.parseInt(arguments[1]);
    Path data = Files.createTempDirectory("mimir-bench");
    // Each round launches twice, and the jitter spreads reconnects, by design.
    var settings =
        Map.of("MIMIR_RECONNECT_JITTER", "0s", "MIMIR_MAX_CONCURRENT_HUNTS", "" + 2 * rounds);
    var system = new LocalSystem(data, settings);
    boolean missed;
    try {
      system.up();
      try (var database = new LaunchDatabase(system.database(), system.superuserPassword())) {
        missed = new LaunchBench(system, database).run(hosts, rounds);
      } finally {
        system.down();
      }
    } finally {
      delete(data);
    }
    if (missed) {
      System.exit(1);
    }
  }

  /** A million hosts leave gigabytes behind. */
  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private boolean run(int hosts, int rounds) throws IOException, SQLException {
    admin.put("/api/v1/feature-flags/offline_campaigns_enabled", Map.of("enabled", true));
    var memory = ResidentMemory.of(system);
    try (var fleet =
        Fleet.start(
            FleetOptions.of(system.agents(), system.enrollSecret())
                .withCaFile(system.caFile())
                .withHosts(ENROLLED)
                .withPollInterval(Duration.ofSeconds(1)))) {
      Await.until(Duration.ofSeconds(90), () -> fleet.counts().polls() > 3L * ENROLLED);
      awaitZero(() -> ENROLLED - database.enrolled().size());
      enrolled = database.enrolled();
      database.addHosts(hosts);
      for (int round = 1; round <= rounds; round++) {
        System.out.printf("round %d of %d, %,d hosts%n", round, rounds, hosts);
        round(round == rounds);
      }
    }
    // Last, because minutes pass until all that is cancelled is counted.
    for (CampaignPage campaign : running) {
      figures.stopsLater.add(stop(campaign));
    }
    var goals = new Goals();
    figures.compare(goals);
    compare(goals, memory);
    goals.print();
    return goals.missed();
  }

  /**
   * The bare statement, then a launch, and a small one while the first is being published.
   *
   * @param stops whether it is stopped when the first host has its work; else it is left alone
   */
  private void round(boolean stops) throws SQLException {
    figures.bare.add(database.bare());
    System.out.printf("  bare statement: %,.0f ms%n", figures.bare.getLast());
    awaitRead();
    database.checkpoint();
    long from = System.nanoTime();
    var campaign = launch(Map.of("type", "all"));
    long launched = System.nanoTime();
    double call = (launched - from) / 1e6;
    System.out.printf("  launch: %,.0f ms%n", call);
    Small small = small(launched);
    Published published = follow(campaign, launched, stops);
    System.out.printf("  last chunk written: %,.0f ms%n", published.lastChunk());
    awaitZero(database::chunksToCome);
    double inLedger = since(launched);
    System.out.printf("  all in the ledger: %,.0f ms%n", inLedger);
    figures.launches.add(new Launched(call, small, published, inLedger));
    if (!stops) {
      running.add(campaign);
    }
    awaitRead();
  }

  private Small small(long launched) {
    long from = System.nanoTime();
    var one = List.of(enrolled.getFirst());
    var campaign = launch(Map.of("type", "hosts", "host_ids", one));
    double call = since(from);
    UUID id = UUID.fromString(campaign.id());
    Await.until(HTTP_MAX, () -> asked(() -> database.published(id).left()) == 0);
    return new Small(call, since(launched), stop(campaign));
  }

  private Published follow(CampaignPage campaign, long launched, boolean stops)
      throws SQLException {
    UUID id = UUID.fromString(campaign.id());
    Double handedOut = null;
    Double stop = null;
    LaunchDatabase.Published stoppedAt = null;
    while (true) {
      // Before the look at the hosts: of two things that happen between two looks, the chunk is
      // taken to be the first.
      var published = database.published(id);
      double now = since(launched);
      if (published.left() == 0) {
        return new Published(handedOut, now, stop, stoppedAt);
      }
      if (handedOut == null && database.handedOut(id, enrolled)) {
        handedOut = since(launched);
      }
      if (stops && handedOut != null && stop == null) {
        stoppedAt = published;
        stop = stop(campaign);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Its table is on linux alone, so that the launch counts the fleet by platform (G-5). */
  private CampaignPage launch(Object target) {
    return CampaignPage.launch(admin, "SELECT name, version FROM deb_packages", target);
  }

  private static double stop(CampaignPage campaign) {
    long from = System.nanoTime();
    var answer = campaign.stop("measured");
    double millis = since(from);
    if (answer.status() != 200) {
      throw new IllegalStateException("stop: " + answer.status() + " " + answer.body());
    }
    return millis;
  }

  private void compare(Goals goals, ResidentMemory memory) throws IOException {
    List<String> restarted = memory.restarted(system);
    goals.add(
        "processes that fell over",
        restarted.isEmpty() ? "none" : String.join(", ", restarted),
        "none",
        restarted.isEmpty());
    for (String name : List.of(CAMPAIGN_SERVICE, "dispatch-service", "kafka", "connect")) {
      if (restarted.contains(name)) {
        continue;
      }
      long peak = memory.peak(name);
      String what = "%s, peak RSS (%s)".formatted(name, memory.heapMax(name));
      if (name.equals(CAMPAIGN_SERVICE)) {
        goals.add(what, peak + " MiB", "< 512 MiB", peak < MEBIBYTES_BELOW);
      } else {
        goals.note(what, peak + " MiB");
      }
    }
  }

  @FunctionalInterface
  private interface Count {
    long now() throws SQLException;
  }

  /** Until the outbox's reader has worked off what the last statement wrote. */
  private void awaitRead() {
    awaitZero(() -> database.unreadBytes() / (1 << 20));
  }

  private static void awaitZero(Count count) {
    Await.until(QUIET_MAX, () -> asked(count) == 0);
  }

  private static long asked(Count count) {
    try {
      return count.now();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }
}
