package mimir.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import mimir.contracts.signature.TrustedKeys;
import mimir.fleet.update.BinaryInstallation;
import mimir.fleet.update.Downloads;
import mimir.fleet.update.OsqueryDaemon;
import mimir.fleet.update.Outcome;
import mimir.fleet.update.ServerUpdates;
import mimir.fleet.update.UpdateMemory;
import mimir.fleet.update.Updater;
import mimir.fleet.wire.AgentClock;
import mimir.fleet.wire.AgentEvents;
import mimir.fleet.wire.OsqueryAgent;
import mimir.fleet.wire.ServerAddress;

/** The osqueryd underneath the reference agent: kept running, and kept up to date. */
final class AgentUpdates implements AutoCloseable {

  /** How osqueryd is run, and whose signature is believed. */
  record Options(
      Path binary,
      List<String> arguments,
      Duration proven,
      Optional<List<String>> keys,
      Updater.Habits habits) {}

  private final Options options;
  private final OsqueryDaemon daemon;
  private final BinaryInstallation installation;
  private Optional<Outcome> left = Optional.empty();
  private Optional<Updater> updater = Optional.empty();

  AgentUpdates(Options options) {
    this.options = options;
    this.daemon =
        new OsqueryDaemon(
            options.binary(),
            options.arguments(),
            options.binary().resolveSibling(options.binary().getFileName() + ".log"));
    this.installation = new BinaryInstallation(options.binary(), daemon, options.proven());
  }

  /** First of all: finishes or undoes what an agent that died has begun, and starts osqueryd. */
  void recover() throws IOException, InterruptedException {
    left = installation.recover();
    daemon.ensureRunning();
  }

  String version() {
    return installation.version();
  }

  void begin(
      OsqueryAgent agent,
      ServerAddress server,
      ScheduledExecutorService timers,
      Optional<Path> stateDir,
      AgentClock clock,
      AgentEvents events) {
    updater =
        options
            .keys()
            .map(
                keys ->
                    new Updater(
                        Updater.Host.ofThisMachine(),
                        options.habits(),
                        TrustedKeys.of(keys),
                        new ServerUpdates(
                            agent, new Downloads(server, timers, 1), () -> true, clock),
                        installation,
                        UpdateMemory.open(stateDir.map(dir -> dir.resolve("update.properties"))),
                        clock,
                        events,
                        new SplittableRandom()));
    updater.ifPresent(it -> left.ifPresent(it::found));
    events.notable(
        updater.isPresent()
            ? "osqueryd %s is kept up to date".formatted(version())
            : "osqueryd %s is never updated: no --update-key was given".formatted(version()));
  }

  /** Does what is due. */
  void step() throws IOException, InterruptedException {
    if (updater.isPresent()) {
      updater.get().step();
    }
    daemon.ensureRunning();
  }

  Duration untilNextStep(Duration atMost) {
    Duration left = updater.map(Updater::untilNextStep).orElse(atMost);
    return left.compareTo(atMost) < 0 ? left : atMost;
  }

  @Override
  public void close() {
    daemon.close();
  }
}
