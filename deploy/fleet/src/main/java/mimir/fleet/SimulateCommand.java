package mimir.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import mimir.fleet.FleetOptions.Faults;
import mimir.fleet.FleetOptions.Storms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet simulate}: many hosts in one process, until it is stopped. */
@Command(
    name = "simulate",
    description = "Runs simulated hosts that answer real SQL over made-up machines.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class SimulateCommand implements Callable<Integer> {

  private static final int LINES_PER_SECOND_MAX = 20;

  @Mixin private ServerChoice server;

  @Option(names = "--hosts", description = "How many hosts.")
  private int hosts = 50;

  @Option(names = "--seed", description = "The same seed is the same fleet.")
  private long seed = 1;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where node keys are kept, so that a restart enrols nobody again.")
  private Optional<Path> stateDir = Optional.empty();

  @Option(names = "--laptops", description = "Share of hosts that go offline and come back.")
  private double laptops = 0.2;

  @Option(
      names = "--offline",
      paramLabel = "MIN..MAX",
      description = "How long laptops are offline, and online in between.")
  private String offline = "60s..180s";

  @Option(
      names = "--poll-interval",
      description = "Seconds between polls, in place of the configuration's.")
  private Optional<Duration> pollInterval = Optional.empty();

  @Option(names = "--starts-per-second", description = "How fast hosts are started.")
  private int startsPerSecond = 50;

  @Option(
      names = "--concurrent-queries",
      description = "Queries that may run at once in the whole fleet; default: the processors.")
  private int concurrentQueries = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--connections",
      description = "Most connections at once; default: as many as the process may open.")
  private Optional<Integer> connections = Optional.empty();

  @Option(
      names = "--storm-every",
      description = "So often a share of the hosts goes away at once, and comes back at once.")
  private Optional<Duration> stormEvery = Optional.empty();

  @Option(names = "--storm-away", description = "How long they stay away in a storm.")
  private Duration stormAway = Duration.ofMinutes(2);

  @Option(names = "--storm-share", description = "The share that goes away in a storm.")
  private double stormShare = 1;

  @Option(
      names = "--lose-replies",
      description = "Share of writes whose reply is lost, so that the host sends again.")
  private double loseReplies;

  @Option(
      names = "--duplicate-writes",
      description = "Share of accepted writes that are sent once more.")
  private double duplicateWrites;

  @Option(names = "--clock-skew", description = "Hosts' clocks are off by up to this much.")
  private Duration clockSkew = Duration.ZERO;

  @Option(names = "--reported-at", description = "Writes carry the host's own time.")
  private boolean reportedAt;

  @Mixin private UpdateChoice update;

  @Option(
      names = "--update-fails",
      description = "Share of hosts on which a new osquery does not run; they report it.")
  private double updateFails;

  @Option(
      names = "--update-dies",
      description = "Share of hosts that are never heard of again after an update.")
  private double updateDies;

  @Option(names = "--send-logs", description = "A status line to the log endpoint per query.")
  private boolean sendLogs;

  @Option(
      names = "--exit-with-stdin",
      description = {
        "Ends when its standard input does. Lines of it are commands:",
        "'away [SHARE]', 'back', 'counts'."
      })
  private boolean exitWithStdin;

  @Option(names = "--quiet", description = "Only the summary lines.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    LogLines log = new LogLines(spec.commandLine().getOut(), InstantSource.system());
    Fleet fleet =
        Fleet.start(
            options(
                quiet
                    ? line -> {}
                    : new BoundedLines(log::write, LINES_PER_SECOND_MAX, System::nanoTime)));
    log.write("simulating %d hosts of seed %d for %s".formatted(hosts, seed, server.servers()));
    UntilStopped.run(
        exitWithStdin,
        new FleetCommands(fleet, log::write),
        () -> log.write(fleet.counts().summary() + "; " + fleet.pollTimes().summary()),
        () -> {
          fleet.close();
          log.write("stopped; " + fleet.counts().summary());
        });
    return 0;
  }

  /** What was asked for, as tests and benchmarks write it. */
  FleetOptions options(Consumer<String> log) throws IOException {
    Duration[] range = DurationText.range(offline);
    return FleetOptions.of(server.servers().getFirst(), server.enrollSecret())
        .withServers(server.servers())
        .withCaFile(server.ca())
        .withHosts(hosts)
        .withSeed(seed)
        .withStateDir(stateDir)
        .withLaptops(laptops, range[0], range[1])
        .withPollInterval(pollInterval)
        .withRates(startsPerSecond, concurrentQueries)
        .withConnections(connections.map(OptionalInt::of).orElseGet(OptionalInt::empty))
        .withFaults(new Faults(loseReplies, duplicateWrites, clockSkew, reportedAt))
        .withStorms(stormEvery.map(every -> new Storms(stormShare, every, stormAway)))
        .withUpdates(
            update
                .keys()
                .map(
                    keys ->
                        new FleetOptions.Updates(keys, update.habits(), updateFails, updateDies)))
        .withLogs(sendLogs, log);
  }
}
