package mimir.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import mimir.fleet.update.Updater;

/** What a fleet is made of; {@link #of} gives every value its default. Never changed: copied. */
public final class FleetOptions {

  /**
   * What goes wrong on purpose, as shares of all writes.
   *
   * @param clockSkewMax each host's clock is off by up to this much, either way
   * @param reportsTime whether writes carry {@code reported_at}, by the host's own clock
   */
  public record Faults(
      double lostReplies, double duplicateWrites, Duration clockSkewMax, boolean reportsTime) {
    public static final Faults NONE = new Faults(0, 0, Duration.ZERO, false);
  }

  /**
   * A share of the hosts goes away at one moment and comes back at another, again and again.
   *
   * @param every from one going away to the next
   * @param away how long they stay away
   */
  public record Storms(double share, Duration every, Duration away) {
    public Storms {
      checkShare("hosts in a storm", share);
      if (!away.isPositive() || away.compareTo(every) >= 0) {
        throw new IllegalArgumentException("a storm every " + every + " that lasts " + away);
      }
    }
  }

  /**
   * Hosts keep their osquery up to date.
   *
   * @param keys of which one must have signed, 64 hexadecimal digits each
   * @param fails share of hosts on which a new version does not run
   * @param dies share of hosts that are never heard of again once they have installed one
   */
  public record Updates(List<String> keys, Updater.Habits habits, double fails, double dies) {
    public Updates {
      keys = List.copyOf(keys);
      checkShare("hosts that fail to update", fails);
      checkShare("hosts that die of an update", dies);
    }
  }

  private List<URI> servers;
  private final String enrollSecret;
  private Optional<Path> caFile = Optional.empty();
  private int hosts = 50;
  private long seed = 1;
  private Optional<Path> stateDir = Optional.empty();
  private double laptops;
  private Duration offlineMin = Duration.ofMinutes(1);
  private Duration offlineMax = Duration.ofMinutes(3);
  private Optional<Duration> pollInterval = Optional.empty();
  private int startsPerSecond = 50;
  private int concurrentQueries = Runtime.getRuntime().availableProcessors();
  private OptionalInt connections = OptionalInt.empty();
  private Faults faults = Faults.NONE;
  private Optional<Storms> storms = Optional.empty();
  private Optional<Updates> updates = Optional.empty();
  private boolean sendsLogs;
  private Consumer<String> log = line -> {};

  private FleetOptions(List<URI> servers, String enrollSecret) {
    this.servers = servers;
    this.enrollSecret = enrollSecret;
  }

  private FleetOptions(FleetOptions other) {
    this(other.servers, other.enrollSecret);
    caFile = other.caFile;
    hosts = other.hosts;
    seed = other.seed;
    stateDir = other.stateDir;
    laptops = other.laptops;
    offlineMin = other.offlineMin;
    offlineMax = other.offlineMax;
    pollInterval = other.pollInterval;
    startsPerSecond = other.startsPerSecond;
    concurrentQueries = other.concurrentQueries;
    connections = other.connections;
    faults = other.faults;
    storms = other.storms;
    updates = other.updates;
    sendsLogs = other.sendsLogs;
    log = other.log;
  }

  /** Fifty hosts of seed 1 that all stay online, write nothing to disk and log nothing. */
  public static FleetOptions of(URI server, String enrollSecret) {
    return new FleetOptions(List.of(server), enrollSecret);
  }

  private FleetOptions with(Consumer<FleetOptions> change) {
    FleetOptions changed = new FleetOptions(this);
    change.accept(changed);
    changed.check();
    return changed;
  }

  private void check() {
    if (hosts < 0 || hosts > 1_000_000) {
      throw new IllegalArgumentException("hosts: " + hosts + " is not within 0 and 1,000,000");
    }
    checkShare("laptops", laptops);
    checkShare("lost replies", faults.lostReplies());
    checkShare("duplicate writes", faults.duplicateWrites());
    if (offlineMin.isNegative() || offlineMax.compareTo(offlineMin) < 0) {
      throw new IllegalArgumentException("offline: " + offlineMin + ".." + offlineMax);
    }
    if (startsPerSecond < 1 || concurrentQueries < 1 || connections.orElse(1) < 1) {
      throw new IllegalArgumentException("a rate or bound below one lets nothing happen");
    }
  }

  private static void checkShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + ": " + value + " is not a share of 0 to 1");
    }
  }

  public FleetOptions withCaFile(Path file) {
    return withCaFile(Optional.of(file));
  }

  FleetOptions withCaFile(Optional<Path> file) {
    return with(next -> next.caFile = file);
  }

  /**
   * Several addresses of one server: each host begins with one of them, and takes the next when it
   * cannot connect.
   */
  public FleetOptions withServers(List<URI> addresses) {
    return with(next -> next.servers = List.copyOf(addresses));
  }

  public FleetOptions withHosts(int count) {
    return with(next -> next.hosts = count);
  }

  public FleetOptions withSeed(long value) {
    return with(next -> next.seed = value);
  }

  public FleetOptions withStateDir(Path dir) {
    return withStateDir(Optional.of(dir));
  }

  FleetOptions withStateDir(Optional<Path> dir) {
    return with(next -> next.stateDir = dir);
  }

  /** This share of the hosts goes offline for a while, comes back for a while, and so on. */
  public FleetOptions withLaptops(double share, Duration min, Duration max) {
    return with(
        next -> {
          next.laptops = share;
          next.offlineMin = min;
          next.offlineMax = max;
        });
  }

  /** Instead of the interval that the server's configuration says. */
  public FleetOptions withPollInterval(Duration interval) {
    return withPollInterval(Optional.of(interval));
  }

  FleetOptions withPollInterval(Optional<Duration> interval) {
    return with(next -> next.pollInterval = interval);
  }

  /** How fast hosts are started, and how many queries may run at once in the whole fleet. */
  public FleetOptions withRates(int starts, int queries) {
    return with(
        next -> {
          next.startsPerSecond = starts;
          next.concurrentQueries = queries;
        });
  }

  /** Most connections at once in the whole fleet; default: as many as the process may open. */
  public FleetOptions withConnections(int most) {
    return withConnections(OptionalInt.of(most));
  }

  FleetOptions withConnections(OptionalInt most) {
    return with(next -> next.connections = most);
  }

  public FleetOptions withFaults(Faults planned) {
    return with(next -> next.faults = planned);
  }

  public FleetOptions withStorms(Optional<Storms> planned) {
    return with(next -> next.storms = planned);
  }

  /** Without them hosts run what their seed says for ever. */
  public FleetOptions withUpdates(Optional<Updates> planned) {
    return with(next -> next.updates = planned);
  }

  public FleetOptions withLogs(boolean toServer, Consumer<String> forPeople) {
    return with(
        next -> {
          next.sendsLogs = toServer;
          next.log = forPeople;
        });
  }

  List<URI> servers() {
    return servers;
  }

  Optional<Path> caFile() {
    return caFile;
  }

  String enrollSecret() {
    return enrollSecret;
  }

  int hosts() {
    return hosts;
  }

  long seed() {
    return seed;
  }

  Optional<Path> stateDir() {
    return stateDir;
  }

  double laptops() {
    return laptops;
  }

  Duration offlineMin() {
    return offlineMin;
  }

  Duration offlineMax() {
    return offlineMax;
  }

  Optional<Duration> pollInterval() {
    return pollInterval;
  }

  int startsPerSecond() {
    return startsPerSecond;
  }

  int concurrentQueries() {
    return concurrentQueries;
  }

  OptionalInt connections() {
    return connections;
  }

  Faults faults() {
    return faults;
  }

  Optional<Storms> storms() {
    return storms;
  }

  Optional<Updates> updates() {
    return updates;
  }

  boolean sendsLogs() {
    return sendsLogs;
  }

  Consumer<String> log() {
    return log;
  }
}
