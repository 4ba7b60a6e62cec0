package mimir.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mimir.fleet.FleetOptions;

/**
 * What a storm is made of.
 *
 * @param replicas processes of dispatch-service
 * @param seed the same seed is the same hosts with the same faults
 * @param tls whether hosts speak TLS to it, or plain HTTP as a terminator in front of it would
 * @param kill whether one replica is killed in the middle
 * @param storms one after the other; the last is the one that is compared with the goals of speed
 * @param splay each host polls again at its own moment within so much time after the network is
 *     back, as osquery's loop does; zero: all at one moment
 * @param faults whether replies get lost, writes come twice, clocks are wrong and laptops leave
 */
record StormOptions(
    int hosts,
    int replicas,
    long seed,
    int storms,
    Duration splay,
    boolean tls,
    boolean kill,
    boolean faults) {
  /**
   * As where speed counts, and with room for that many connections. All of the heap is there from
   * the start, most of it young: when hosts come back, each collection copies what their new
   * connections are made of, for up to half a second on processors without time left.
   */
  private static final String JVM =
      "-Xms1g -Xmx1g -Xmn640m -XX:-UseSerialGC -XX:+UseParallelGC -XX:TieredStopAtLevel=4";

  private static final int HOSTS = 20_000;

  /** In the first one the JVMs meet most of their code for the first time, and compile it. */
  private static final int STORMS = 2;

  private static final FleetOptions.Faults FAULTS =
      new FleetOptions.Faults(0.05, 0.05, Duration.ofHours(1), true);
  private static final double LAPTOPS = 0.2;
  private static final Duration OFFLINE_MIN = Duration.ofSeconds(20);
  private static final Duration OFFLINE_MAX = Duration.ofSeconds(60);

  StormOptions {
    if (kill && replicas < 2) {
      throw new IllegalArgumentException("--kill leaves nobody without --replicas 2");
    }
    if (storms < 1) {
      throw new IllegalArgumentException("--storms is 1 or more");
    }
  }

  static StormOptions parse(List<String> arguments) {
    var words = new ArrayList<>(arguments);
    boolean tls = words.remove("--tls");
    boolean kill = words.remove("--kill");
    boolean faults = words.remove("--faults");
    int replicas = Math.toIntExact(taken(words, "--replicas", 1));
    long seed = taken(words, "--seed", 1);
    int storms = Math.toIntExact(taken(words, "--storms", STORMS));
    Duration splay = Duration.ofSeconds(taken(words, "--splay", 0));
    int hosts = words.isEmpty() ? HOSTS : Integer.parseInt(words.removeFirst());
    if (!words.isEmpty()) {
      throw new IllegalArgumentException("storm does not know " + words);
    }
    return new StormOptions(hosts, replicas, seed, storms, splay, tls, kill, faults);
  }

  private static long taken(List<String> words, String name, long fallback) {
    int at = words.indexOf(name);
    if (at < 0 || at + 1 == words.size()) {
      return fallback;
    }
    long value = Long.parseLong(words.get(at + 1));
    words.subList(at, at + 2).clear();
    return value;
  }

  /** Options of {@code deploy/local/up}. */
  List<String> up() {
    var options = new ArrayList<>(List.of("--dispatch-replicas", "" + replicas));
    if (!tls) {
      options.add("--plain-agents");
    }
    if (kill) {
      options.add("--restart");
    }
    return options;
  }

  /**
   * Beside the services' JVM: what was handed out in a reply that nobody got comes again when its
   * lease is over. That takes half an hour by default, and is no part of what is measured.
   */
  Map<String, String> settings() {
    var settings = new HashMap<>(Map.of("MIMIR_SERVICE_JAVA_OPTIONS", JVM));
    if (kill || faults) {
      settings.put("MIMIR_LEASE", "1m");
    }
    return settings;
  }

  FleetOptions of(FleetOptions fleet) {
    var quiet = fleet.withHosts(hosts).withSeed(seed);
    return faults ? quiet.withFaults(FAULTS).withLaptops(LAPTOPS, OFFLINE_MIN, OFFLINE_MAX) : quiet;
  }

  /** For people, so that a run can be repeated. */
  String summary() {
    var planned =
        "replies lost %s, writes sent twice %s, clocks off by up to %s, laptops %s, off for %s..%s"
            .formatted(
                share(FAULTS.lostReplies()),
                share(FAULTS.duplicateWrites()),
                minutes(FAULTS.clockSkewMax()),
                share(LAPTOPS),
                seconds(OFFLINE_MIN),
                seconds(OFFLINE_MAX));
    return "%d storms of %d hosts of seed %d that poll %s, %s, %d %s of dispatch-service%s; faults: %s"
        .formatted(
            storms,
            hosts,
            seed,
            splay.isZero() ? "at one moment" : "within " + seconds(splay),
            tls ? "TLS" : "plain HTTP",
            replicas,
            replicas == 1 ? "process" : "processes",
            kill ? ", one is killed in the middle of the last storm" : "",
            faults ? planned : "none");
  }

  private static String share(double value) {
    return Math.round(value * 100) + " %";
  }

  private static String minutes(Duration value) {
    return value.toMinutes() + " min";
  }

  private static String seconds(Duration value) {
    return value.toSeconds() + " s";
  }
}
