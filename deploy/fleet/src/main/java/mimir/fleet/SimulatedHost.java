package mimir.fleet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mimir.contracts.signature.TrustedKeys;
import mimir.fleet.content.HostProfile;
import mimir.fleet.content.Seed;
import mimir.fleet.content.SimulatedMachine;
import mimir.fleet.content.SimulatedTables;
import mimir.fleet.tables.Platform;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.SqlAnswerer;
import mimir.fleet.tables.TableDatabase;
import mimir.fleet.tables.Watchdog;
import mimir.fleet.update.Downloads;
import mimir.fleet.update.ServerUpdates;
import mimir.fleet.update.UpdateMemory;
import mimir.fleet.update.Updater;
import mimir.fleet.wire.AgentEvents;
import mimir.fleet.wire.AgentIdentity;
import mimir.fleet.wire.NetworkConditions;
import mimir.fleet.wire.OsqueryAgent;
import mimir.fleet.wire.ServerAddress;
import mimir.fleet.wire.WireCounts;

/**
 * One host of a fleet: a machine that its seed makes up and an agent that behaves as osquery does.
 * Offline it reaches nobody but forgets nothing; back online it polls at once.
 */
public final class SimulatedHost {

  /** What all hosts of a fleet share. */
  record Surroundings(
      FleetOptions options,
      ServerAddress server,
      Downloads downloads,
      Semaphore queries,
      OsqueryAgent.Sharing shared,
      InstantSource time) {}

  private final SimulatedMachine machine;
  private final boolean laptop;
  private final HostProfile profile = new HostProfile();
  private final SystemClock clock;
  private final AgentEvents events;
  private final OsqueryAgent agent;
  private final Optional<Updater> updater;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition cameBack = lock.newCondition();
  private volatile boolean online = true;
  private volatile boolean awayInStorm;
  private volatile boolean dead;
  private volatile boolean closed;
  private volatile Thread thread;

  SimulatedHost(
      Seed fleet,
      int number,
      Optional<String> nodeKey,
      Surroundings surroundings,
      AgentEvents events) {
    FleetOptions options = surroundings.options();
    this.events = events;
    this.machine = new SimulatedMachine(fleet, number);
    this.laptop = SimulatedMachine.isLaptop(fleet, number, options.laptops());
    Seed faults = fleet.of("faults").of(number);
    this.clock = new SystemClock(surroundings.time(), skew(faults, options.faults()));
    SqlAnswerer tables =
        new TableDatabase(
            machine.platform(),
            new SimulatedTables(machine, profile, laptop, clock::now),
            Watchdog.LEVEL_0,
            surroundings.queries());
    this.agent =
        new OsqueryAgent(
            new AgentIdentity(
                machine.uuid().toString(),
                machine.platform(),
                machine.osqueryVersion(),
                options.enrollSecret(),
                nodeKey),
            surroundings.server(),
            new OsqueryAgent.Habits(
                options.pollInterval(), options.faults().reportsTime(), options.sendsLogs()),
            sql -> profile.kills(sql) ? new QueryOutcome.Killed("told to") : tables.answer(sql),
            new Weather(faults.random(), options.faults()),
            clock,
            events,
            surroundings.shared());
    this.updater = options.updates().map(updates -> updater(updates, fleet, surroundings));
  }

  private Updater updater(FleetOptions.Updates updates, Seed fleet, Surroundings surroundings) {
    Seed seed = fleet.of("update").of(machine.number());
    return new Updater(
        Updater.Host.of(machine.platform(), machine.cpuType()),
        updates.habits(),
        TrustedKeys.of(updates.keys()),
        new ServerUpdates(agent, surroundings.downloads(), () -> isOnline() && !closed, clock),
        new SimulatedInstallation(
            profile, machine.osqueryVersion(), seed, updates, this::dieOfUpdate),
        UpdateMemory.open(Optional.empty()),
        clock,
        events,
        seed.of("waits").random());
  }

  /** Never heard of again: not even its report goes out. */
  private void dieOfUpdate() {
    dead = true;
    agent.disconnect();
  }

  private static Duration skew(Seed seed, FleetOptions.Faults faults) {
    long max = faults.clockSkewMax().toMillis();
    return max == 0
        ? Duration.ZERO
        : Duration.ofMillis(seed.of("skew").random().nextLong(-max, max + 1));
  }

  /** Only the host's own thread asks, so one seeded row of random numbers is enough. */
  private final class Weather implements NetworkConditions {
    private final SplittableRandom random;
    private final FleetOptions.Faults faults;

    Weather(SplittableRandom random, FleetOptions.Faults faults) {
      this.random = random;
      this.faults = faults;
    }

    @Override
    public boolean online() {
      return isOnline() && !closed;
    }

    @Override
    public boolean losesReply() {
      return faults.lostReplies() > 0 && random.nextDouble() < faults.lostReplies();
    }

    @Override
    public boolean duplicatesWrite() {
      return faults.duplicateWrites() > 0 && random.nextDouble() < faults.duplicateWrites();
    }
  }

  void start() {
    thread = Thread.ofVirtual().name("host-" + machine.number()).start(this::live);
  }

  private void live() {
    try {
      while (!closed) {
        awaitOnline();
        pollOnce();
        clock.pause(untilNext());
      }
    } catch (InterruptedException e) {
      // Closing the fleet interrupts its hosts; the thread ends here.
      closed = true;
    } finally {
      agent.close();
    }
  }

  /** A defect met in one round must not take the host out of the fleet for good. */
  private void pollOnce() throws InterruptedException {
    try {
      agent.poll();
      if (updater.isPresent()) {
        updater.get().step();
      }
    } catch (RuntimeException e) {
      events.notable("this round ended early: " + e);
    }
  }

  private Duration untilNext() {
    Duration poll = agent.untilNextPoll();
    Duration update = updater.map(Updater::untilNextStep).orElse(poll);
    return update.compareTo(poll) < 0 ? update : poll;
  }

  private void awaitOnline() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!isOnline()) {
        cameBack.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Cuts the network; a request under way fails. */
  public void goOffline() {
    online = false;
    agent.disconnect();
  }

  /** Gives the network back; the host polls at once. */
  public void comeBack() {
    lock.lock();
    try {
      online = true;
      cameBack.signalAll();
    } finally {
      lock.unlock();
    }
    clock.wake();
  }

  /** As if the network in front of many hosts had gone: the host's own habits go on behind it. */
  void goAwayInStorm() {
    awayInStorm = true;
    agent.disconnect();
  }

  void comeBackFromStorm() {
    if (awayInStorm) {
      awayInStorm = false;
      if (online) {
        comeBack();
      }
    }
  }

  void close() {
    closed = true;
    agent.close();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  void join(Duration atMost) throws InterruptedException {
    Thread running = thread;
    if (running != null) {
      boolean ended = running.join(atMost);
      closed |= ended;
    }
  }

  public boolean isOnline() {
    return online && !awayInStorm && !dead;
  }

  /** Whether the host goes offline and comes back by itself. */
  public boolean isLaptop() {
    return laptop;
  }

  public int number() {
    return machine.number();
  }

  public Platform platform() {
    return machine.platform();
  }

  /** The UUID by which the host enrols. */
  public String hostIdentifier() {
    return machine.uuid().toString();
  }

  public String hostname() {
    return machine.hostname();
  }

  /** What it runs now. */
  public String osqueryVersion() {
    return profile.osqueryVersion().orElseGet(machine::osqueryVersion);
  }

  /** Where artefacts are planted and deadly queries are named. */
  public HostProfile profile() {
    return profile;
  }

  public WireCounts counts() {
    return agent.counts();
  }
}
