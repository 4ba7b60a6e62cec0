package mimir.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import mimir.fleet.machine.MachineTables;
import mimir.fleet.machine.Osqueryi;
import mimir.fleet.tables.Platform;
import mimir.fleet.tables.SqlAnswerer;
import mimir.fleet.tables.TableDatabase;
import mimir.fleet.tables.Watchdog;
import mimir.fleet.wire.AgentEvents;
import mimir.fleet.wire.AgentIdentity;
import mimir.fleet.wire.ConnectionSlots;
import mimir.fleet.wire.NetworkConditions;
import mimir.fleet.wire.OsqueryAgent;
import mimir.fleet.wire.ServerAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet agent}: the reference agent, which answers for the machine it runs on. */
@Command(
    name = "agent",
    description = "Answers for this machine, through osqueryi where it is installed.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class AgentCommand implements Callable<Integer> {

  private static final String OSQUERY_VERSION = "5.23.0";

  @Mixin private ServerChoice server;

  @Option(
      names = "--osqueryi",
      paramLabel = "FILE",
      description = "The osqueryi to ask; default: the one on the path, if there is one.")
  private Optional<Path> osqueryi = Optional.empty();

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where the node key is kept, so that a restart does not enrol again.")
  private Optional<Path> stateDir = Optional.empty();

  @Option(
      names = "--poll-interval",
      description = "Seconds between polls, in place of the configuration's.")
  private Optional<Duration> pollInterval = Optional.empty();

  @Option(
      names = "--osqueryd",
      paramLabel = "FILE",
      description = "The osqueryd to run underneath, and to keep up to date; default: none.")
  private Optional<Path> osqueryd = Optional.empty();

  @Option(
      names = "--osqueryd-arg",
      paramLabel = "ARG",
      description = "An argument for it, as --flagfile=…; may be given again.")
  private List<String> osquerydArguments = List.of();

  @Option(
      names = "--update-proven",
      description = "A new osqueryd that still runs after so long is kept.")
  private Duration updateProven = Duration.ofSeconds(10);

  @Mixin private UpdateChoice update;

  @Option(names = "--send-logs", description = "A status line to the log endpoint per query.")
  private boolean sendLogs;

  @Option(names = "--exit-with-stdin", description = "Ends when its standard input does.")
  private boolean exitWithStdin;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    LogLines log = new LogLines(spec.commandLine().getOut(), InstantSource.system());
    MachineTables machine = new MachineTables();
    Optional<Path> program = osqueryi.or(Osqueryi::onPath);
    SqlAnswerer tables =
        new TableDatabase(Platform.ofThisMachine(), machine, Watchdog.LEVEL_0, new Semaphore(1));
    SqlAnswerer answerer =
        program.isPresent() ? new Osqueryi(program.get(), Watchdog.LEVEL_0) : tables;
    log.write(
        "answering for %s (%s) %s"
            .formatted(
                machine.hostname(),
                machine.uuid(),
                program
                    .map(path -> "through " + path)
                    .orElse("from the tables " + MachineTables.TABLES)));
    Optional<AgentUpdates> updates = updates();
    if (updates.isPresent()) {
      updates.get().recover();
    }
    String version = updates.map(AgentUpdates::version).orElse(OSQUERY_VERSION);
    ServerAddress address = ServerAddress.of(server.servers(), server.ca());
    SystemClock clock = new SystemClock(InstantSource.system(), Duration.ZERO);
    try (ScheduledExecutorService timers =
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("agent-timers").factory());
        NodeKeys nodeKeys = NodeKeys.open(stateDir, 0);
        Underneath _ = new Underneath(updates);
        OsqueryAgent agent =
            new OsqueryAgent(
                new AgentIdentity(
                    machine.uuid(),
                    Platform.ofThisMachine(),
                    version,
                    server.enrollSecret(),
                    nodeKeys.of(0)),
                address,
                new OsqueryAgent.Habits(pollInterval, false, sendLogs),
                answerer,
                NetworkConditions.REAL,
                clock,
                new Notes(log, nodeKeys),
                new OsqueryAgent.Sharing(timers, ConnectionSlots.unbounded()))) {
      updates.ifPresent(
          it -> it.begin(agent, address, timers, stateDir, clock, new Notes(log, nodeKeys)));
      runUntilStopped(agent, updates, log);
    }
    return 0;
  }

  private void runUntilStopped(OsqueryAgent agent, Optional<AgentUpdates> updates, LogLines log)
      throws InterruptedException {
    Thread thread = Thread.ofPlatform().name("agent").start(() -> live(agent, updates, log));
    UntilStopped.run(
        exitWithStdin,
        // Whatever is typed means nothing; only the end does.
        line -> {},
        () ->
            log.write(
                "polls %d, queries run %d, answers accepted %d, errors %d"
                    .formatted(
                        agent.counts().polls(),
                        agent.counts().queriesRun(),
                        agent.counts().answersAccepted(),
                        agent.counts().errors())),
        () -> {
          thread.interrupt();
          agent.disconnect();
        });
    thread.join();
  }

  private Optional<AgentUpdates> updates() {
    if (osqueryd.isEmpty() && update.keys().isPresent()) {
      throw new ParameterException(spec.commandLine(), "--update-key needs --osqueryd");
    }
    return osqueryd.map(
        binary ->
            new AgentUpdates(
                new AgentUpdates.Options(
                    binary, osquerydArguments, updateProven, update.keys(), update.habits())));
  }

  private static void live(OsqueryAgent agent, Optional<AgentUpdates> updates, LogLines log) {
    SystemClock pauses = new SystemClock(InstantSource.system(), Duration.ZERO);
    try {
      while (true) {
        pollOnce(agent, updates, log);
        Duration poll = agent.untilNextPoll();
        pauses.pause(updates.map(it -> it.untilNextStep(poll)).orElse(poll));
      }
    } catch (InterruptedException e) {
      log.write("stopped");
    }
  }

  /** A defect met in one round must not end the agent. */
  private static void pollOnce(OsqueryAgent agent, Optional<AgentUpdates> updates, LogLines log)
      throws InterruptedException {
    try {
      agent.poll();
      if (updates.isPresent()) {
        updates.get().step();
      }
    } catch (RuntimeException | IOException e) {
      log.write("this round ended early: " + e);
    }
  }

  /** The osqueryd ends with the agent. */
  private record Underneath(Optional<AgentUpdates> updates) implements AutoCloseable {
    @Override
    public void close() {
      updates.ifPresent(AgentUpdates::close);
    }
  }

  private record Notes(LogLines log, NodeKeys nodeKeys) implements AgentEvents {
    @Override
    public void enrolled(String nodeKey) {
      nodeKeys.put(0, nodeKey);
      log.write("enrolled");
    }

    @Override
    public void notable(String line) {
      log.write(line);
    }
  }
}
