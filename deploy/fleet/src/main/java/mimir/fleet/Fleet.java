package mimir.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mimir.fleet.content.Seed;
import mimir.fleet.update.Downloads;
import mimir.fleet.wire.AgentEvents;
import mimir.fleet.wire.ConnectionSlots;
import mimir.fleet.wire.OsqueryAgent;
import mimir.fleet.wire.ServerAddress;

/**
 * Many simulated hosts in one JVM, a virtual thread and a connection each. The same seed is the
 * same hosts, on any machine and after any restart.
 */
public final class Fleet implements AutoCloseable {

  private static final int DOWNLOADS_AT_ONCE = 8;

  private final FleetOptions options;
  private final NodeKeys nodeKeys;
  private final ScheduledExecutorService timers;
  private final ConnectionSlots slots;
  private final PollTimes pollTimes = new PollTimes();
  private final List<SimulatedHost> hosts;
  private volatile boolean closing;

  private Fleet(FleetOptions options, InstantSource time) {
    this.options = options;
    this.nodeKeys = NodeKeys.open(options.stateDir(), options.seed());
    this.timers = timers();
    this.slots =
        new ConnectionSlots(
            OpenFiles.connections(options.hosts(), options.connections(), options.log()));
    Seed seed = new Seed(options.seed());
    ServerAddress server = ServerAddress.of(options.servers(), options.caFile());
    SimulatedHost.Surroundings surroundings =
        new SimulatedHost.Surroundings(
            options,
            server,
            new Downloads(server, timers, DOWNLOADS_AT_ONCE),
            new Semaphore(options.concurrentQueries(), true),
            new OsqueryAgent.Sharing(timers, slots),
            time);
    this.hosts =
        IntStream.range(0, options.hosts())
            .mapToObj(
                number ->
                    new SimulatedHost(
                        seed, number, nodeKeys.of(number), surroundings, new HostEvents(number)))
            .toList();
  }

  private void begin() {
    Seed seed = new Seed(options.seed());
    for (SimulatedHost host : hosts) {
      long startsAfter = host.number() * 1_000L / options.startsPerSecond();
      var _ = timers.schedule(host::start, startsAfter, TimeUnit.MILLISECONDS);
      if (host.isLaptop()) {
        new LaptopSchedule(host, seed, options.offlineMin(), options.offlineMax(), timers).start();
      }
    }
    options.storms().ifPresent(storms -> new StormSchedule(this, storms, timers).start());
  }

  private static ScheduledExecutorService timers() {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("fleet-timers").factory());
    // Every request sets a deadline and nearly every one is cancelled; they must not pile up.
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  /** Makes the hosts and starts them, {@code startsPerSecond} at a time; returns at once. */
  public static Fleet start(FleetOptions options) {
    Fleet fleet = new Fleet(options, InstantSource.system());
    fleet.begin();
    return fleet;
  }

  /** All hosts, in the order of their numbers; host n is at index n. */
  public List<SimulatedHost> hosts() {
    return hosts;
  }

  public Optional<SimulatedHost> host(String hostname) {
    return hosts.stream().filter(host -> host.hostname().equals(hostname)).findFirst();
  }

  /** This share of the hosts, always the same ones, loses its network at once. */
  public void goAway(double share) {
    Seed storm = new Seed(options.seed()).of("storm");
    hosts.stream()
        .filter(host -> storm.of(host.number()).happens(share))
        .forEach(SimulatedHost::goAwayInStorm);
  }

  /** Whoever went away has its network again and polls at once; so do all at one time. */
  public void comeBack() {
    hosts.forEach(SimulatedHost::comeBackFromStorm);
  }

  /**
   * Whoever went away has its network again, and polls when its habit lets it: osquery's loop goes
   * on without a network, so each host comes at a moment of its own within the interval.
   *
   * @param splay the interval; the same seed is the same moments
   */
  public void comeBackWithin(Duration splay) {
    Seed moments = new Seed(options.seed()).of("splay");
    for (SimulatedHost host : hosts) {
      long after = (long) (moments.of(host.number()).random().nextDouble() * splay.toMillis());
      var _ = timers.schedule(host::comeBackFromStorm, after, TimeUnit.MILLISECONDS);
    }
  }

  /** Of all reads since the start, or since it was reset. */
  public PollTimes pollTimes() {
    return pollTimes;
  }

  /** Connections that the fleet holds now. */
  public int connections() {
    return slots.taken();
  }

  public FleetCounts counts() {
    return FleetCounts.of(hosts);
  }

  /** Stops all hosts; none is polling any more when this returns. */
  @Override
  public void close() {
    closing = true;
    hosts.forEach(SimulatedHost::close);
    Instant until = Instant.now().plusSeconds(10);
    try {
      for (SimulatedHost host : hosts) {
        Duration left = Duration.between(Instant.now(), until);
        host.join(left.isNegative() ? Duration.ofMillis(1) : left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Last, because a request that is under way sets its deadline here.
    timers.shutdownNow();
    nodeKeys.close();
  }

  private final class HostEvents implements AgentEvents {
    private final int number;

    HostEvents(int number) {
      this.number = number;
    }

    @Override
    public void enrolled(String nodeKey) {
      nodeKeys.put(number, nodeKey);
    }

    @Override
    public void requested(String path, long nanos, long connectingNanos, boolean replied) {
      if (path.equals(OsqueryAgent.READ)) {
        pollTimes.add(nanos, connectingNanos, replied);
      }
    }

    @Override
    public void notable(String line) {
      // What a cut connection has to say while the fleet closes is no news.
      if (!closing) {
        options.log().accept(hosts.get(number).hostname() + ": " + line);
      }
    }
  }
}
