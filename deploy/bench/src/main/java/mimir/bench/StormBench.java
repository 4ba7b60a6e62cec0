package mimir.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.fleet.Fleet;
import mimir.fleet.FleetOptions;
import mimir.journey.CampaignPage;
import mimir.journey.ClaimWitness;
import mimir.journey.LocalSystem;
import mimir.journey.Person;

/**
 * A reconnect storm: all hosts go away, one campaign is launched at the fleet, all come back at
 * once. Every limit is the one that {@code deploy/local/up} starts with; but see {@link
 * StormOptions#settings}.
 */
final class StormBench {
  // Enrollments wait for one another at their secret's row; more at once only time out.
  private static final int STARTS_PER_SECOND = 60;

  // What a replica keeps of them, and what the hosts' process can have, where a process may open
  // 20,000 files; and a little less.
  private static final int CONNECTIONS_OF_REPLICA_MAX = 17_000;
  private static final int CONNECTIONS_OF_HOSTS_MAX = 19_400;

  /** MIMIR_CONNECTED_WITHIN, and a little: who is away longer reconnects (H-4). */
  private static final Duration AWAY = Duration.ofSeconds(95);

  private static final Duration ENROLLED_WITHIN = Duration.ofMinutes(30);
  private static final Duration LAUNCHED_WITHIN = Duration.ofMinutes(5);
  private static final Duration SAY_EVERY = Duration.ofSeconds(30);

  /** Else somebody will want to read why not. */
  private static volatile boolean cameToItsEnd;

  private final StormOptions options;
  private final LocalSystem system;
  private final StormDatabase database;
  private final Person admin;

  private StormBench(StormOptions options, LocalSystem system, StormDatabase database) {
    this.options = options;
    this.system = system;
    this.database = database;
    this.admin =
        new Person(system.gateway(), Duration.ofMinutes(1)).signIn("admin", system.adminPassword());
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    var options = StormOptions.parse(List.of(arguments));
    Path folder = Files.createTempDirectory("mimir-bench");
    var system = new LocalSystem(folder, options.settings());
    // Also when it is interrupted: it must not leave a system behind.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(system, folder), "end"));
    system.up(options.up().toArray(String[]::new));
    boolean missed;
    try (var database = new StormDatabase(system.database(), system.superuserPassword())) {
      missed = new StormBench(options, system, database).run();
    }
    cameToItsEnd = true;
    System.exit(missed ? 1 : 0);
  }

  private static void end(LocalSystem system, Path folder) {
    system.down();
    if (!cameToItsEnd) {
      System.err.println("what the parts wrote stays in " + folder);
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println(folder + " stays: " + e);
    }
  }

  private boolean run() throws IOException, SQLException {
    say(options.summary());
    say("%d connections may wait to be accepted".formatted(AcceptQueue.max()));
    admin.put("/api/v1/feature-flags/offline_campaigns_enabled", Map.of("enabled", true));
    var memory = ResidentMemory.of(system);
    try (var fleet = Fleet.start(fleet())) {
      enroll(fleet);
      boolean missed = false;
      for (int storm = 1; storm <= options.storms(); storm++) {
        say("storm %d of %d".formatted(storm, options.storms()));
        missed |= storm(fleet, memory, storm == options.storms());
      }
      say(options.summary());
      return missed;
    }
  }

  private boolean storm(Fleet fleet, ResidentMemory memory, boolean last)
      throws IOException, SQLException {
    fleet.goAway(1);
    long away = System.nanoTime();
    CampaignPage campaign = launch();
    // Now, while the hosts are away: a pause in the storm would count as waiting.
    System.gc();
    Await.until(AWAY.multipliedBy(2), () -> System.nanoTime() - away > AWAY.toNanos());
    try (var witness = ClaimWitness.of(system);
        var watch = new StormWatch(options, last, system, fleet, campaign, database)) {
      double loadBefore = load();
      StormFigures figures = watch.storm(witness);
      var goals = new Goals();
      figures.compare(goals, options, last);
      memory(goals, memory, last);
      goals.note(
          "load average of a minute, before and after", "%.1f, %.1f".formatted(loadBefore, load()));
      goals.print();
      watch.breaches().forEach(StormBench::say);
      return goals.missed();
    }
  }

  /** Replicas that the hosts' connections must have room in to the end. */
  private int survivors() {
    return options.kill() ? options.replicas() - 1 : options.replicas();
  }

  private FleetOptions fleet() {
    return options.of(
        FleetOptions.of(system.agents(), system.enrollSecret())
            .withServers(system.agentsOfAll())
            .withCaFile(system.caFile())
            .withConnections(
                Math.min(CONNECTIONS_OF_HOSTS_MAX, CONNECTIONS_OF_REPLICA_MAX * survivors()))
            .withRates(STARTS_PER_SECOND, Runtime.getRuntime().availableProcessors()));
  }

  /** Until campaign-service knows them: a launch asks those hosts. */
  private void enroll(Fleet fleet) {
    long from = System.nanoTime();
    var preview = Map.of("target", Map.of("type", "all"));
    boolean enrolled =
        Await.within(
            ENROLLED_WITHIN,
            SAY_EVERY,
            () -> {
              int known =
                  admin.post("/api/v1/targets/preview", preview).body().path("hosts").asInt();
              say("%.0f s: %d hosts are known; %s".formatted(seconds(from), known, fleet.counts()));
              return known == options.hosts();
            });
    if (!enrolled) {
      throw new IllegalStateException("not enrolled within " + ENROLLED_WITHIN);
    }
  }

  private CampaignPage launch() throws SQLException {
    long from = System.nanoTime();
    var campaign =
        CampaignPage.launch(admin, "SELECT hostname FROM system_info", Map.of("type", "all"));
    UUID id = UUID.fromString(campaign.id());
    Await.until(LAUNCHED_WITHIN, () -> database.ledger(id).assignments() == options.hosts());
    say("all in the ledger after %.1f s".formatted(seconds(from)));
    return campaign;
  }

  private void memory(Goals goals, ResidentMemory memory, boolean last) throws IOException {
    List<String> restarted = new ArrayList<>(memory.restarted(system));
    if (last && options.kill()) {
      restarted.remove(StormWatch.KILLED);
    }
    goals.add(
        "processes that fell over",
        restarted.isEmpty() ? "none" : String.join(", ", restarted),
        "none",
        restarted.isEmpty());
    memory
        .peaks(system)
        .forEach((name, peak) -> goals.note(name + ", peak RSS since its start", peak + " MiB"));
    long hosts = ResidentMemory.peak(ProcessHandle.current().pid());
    goals.note("the hosts' JVM, peak RSS since its start", hosts + " MiB");
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  static void say(String line) {
    System.out.println(line);
  }

  static double seconds(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
