package mimir.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What a fleet is made of; {@link #of} gives every value its default. */
public record FleetOptions(
    URI server,
    Optional<Path> caFile,
    String enrollSecret,
    int hosts,
    long seed,
    Optional<Path> stateDir,
    double laptops,
    Duration offlineMin,
    Duration offlineMax,
    Optional<Duration> pollInterval,
    int startsPerSecond,
    int concurrentQueries,
    Faults faults,
    boolean sendsLogs,
    Consumer<String> log) {

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

  /** Fifty hosts of seed 1 that all stay online, write nothing to disk and log nothing. */
  public static FleetOptions of(URI server, String enrollSecret) {
    return new FleetOptions(
        server,
        Optional.empty(),
        enrollSecret,
        50,
        1,
        Optional.empty(),
        0,
        Duration.ofSeconds(60),
        Duration.ofSeconds(180),
        Optional.empty(),
        50,
        Runtime.getRuntime().availableProcessors(),
        Faults.NONE,
        false,
        line -> {});
  }

  public FleetOptions {
    if (hosts < 0 || hosts > 1_000_000) {
      throw new IllegalArgumentException("hosts: " + hosts + " is not within 0 and 1,000,000");
    }
    share("laptops", laptops);
    share("lost replies", faults.lostReplies());
    share("duplicate writes", faults.duplicateWrites());
    if (offlineMin.isNegative() || offlineMax.compareTo(offlineMin) < 0) {
      throw new IllegalArgumentException("offline: " + offlineMin + ".." + offlineMax);
    }
    if (startsPerSecond < 1 || concurrentQueries < 1) {
      throw new IllegalArgumentException("a rate or bound below one lets nothing happen");
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + ": " + value + " is not a share of 0 to 1");
    }
  }

  public FleetOptions withCaFile(Path file) {
    return new FleetOptions(
        server,
        Optional.of(file),
        enrollSecret,
        hosts,
        seed,
        stateDir,
        laptops,
        offlineMin,
        offlineMax,
        pollInterval,
        startsPerSecond,
        concurrentQueries,
        faults,
        sendsLogs,
        log);
  }

  public FleetOptions withHosts(int count) {
    return new FleetOptions(
        server,
        caFile,
        enrollSecret,
        count,
        seed,
        stateDir,
        laptops,
        offlineMin,
        offlineMax,
        pollInterval,
        startsPerSecond,
        concurrentQueries,
        faults,
        sendsLogs,
        log);
  }

  public FleetOptions withSeed(long value) {
    return new FleetOptions(
        server,
        caFile,
        enrollSecret,
        hosts,
        value,
        stateDir,
        laptops,
        offlineMin,
        offlineMax,
        pollInterval,
        startsPerSecond,
        concurrentQueries,
        faults,
        sendsLogs,
        log);
  }

  public FleetOptions withStateDir(Path dir) {
    return new FleetOptions(
        server,
        caFile,
        enrollSecret,
        hosts,
        seed,
        Optional.of(dir),
        laptops,
        offlineMin,
        offlineMax,
        pollInterval,
        startsPerSecond,
        concurrentQueries,
        faults,
        sendsLogs,
        log);
  }

  /** This share of the hosts goes offline for a while, comes back for a while, and so on. */
  public FleetOptions withLaptops(double share, Duration min, Duration max) {
    return new FleetOptions(
        server,
        caFile,
        enrollSecret,
        hosts,
        seed,
        stateDir,
        share,
        min,
        max,
        pollInterval,
        startsPerSecond,
        concurrentQueries,
        faults,
        sendsLogs,
        log);
  }

  /** Instead of the interval that the server's configuration says. */
  public FleetOptions withPollInterval(Duration interval) {
    return new FleetOptions(
        server,
        caFile,
        enrollSecret,
        hosts,
        seed,
        stateDir,
        laptops,
        offlineMin,
        offlineMax,
        Optional.of(interval),
        startsPerSecond,
        concurrentQueries,
        faults,
        sendsLogs,
        log);
  }

  /** How fast hosts are started, and how many queries may run at once in the whole fleet. */
  public FleetOptions withRates(int starts, int queries) {
    return new FleetOptions(
        server,
        caFile,
        enrollSecret,
        hosts,
        seed,
        stateDir,
        laptops,
        offlineMin,
        offlineMax,
        pollInterval,
        starts,
        queries,
        faults,
        sendsLogs,
        log);
  }

  public FleetOptions withFaults(Faults planned) {
    return new FleetOptions(
        server,
        caFile,
        enrollSecret,
        hosts,
        seed,
        stateDir,
        laptops,
        offlineMin,
        offlineMax,
        pollInterval,
        startsPerSecond,
        concurrentQueries,
        planned,
        sendsLogs,
        log);
  }

  public FleetOptions withLogs(boolean toServer, Consumer<String> forPeople) {
    return new FleetOptions(
        server,
        caFile,
        enrollSecret,
        hosts,
        seed,
        stateDir,
        laptops,
        offlineMin,
        offlineMax,
        pollInterval,
        startsPerSecond,
        concurrentQueries,
        faults,
        toServer,
        forPeople);
  }
}
