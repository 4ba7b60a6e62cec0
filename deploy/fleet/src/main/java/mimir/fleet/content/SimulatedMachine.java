package mimir.fleet.content;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.tables.Platform;

/**
 * What stays the same about a simulated host for as long as there is its fleet: name, identifiers,
 * hardware, people, operating system and software. All of it follows from the fleet's seed and the
 * host's number.
 */
public final class SimulatedMachine {

  private static final List<String> PEOPLE =
      List.of(
          "anna", "ben", "carla", "deniz", "elena", "farid", "greta", "hiro", "ines", "jonas",
          "kaya", "leon", "mira", "noor", "olga", "pedro", "quinn", "rosa", "samir", "tess");
  private static final List<String> ROLES = List.of("web", "db", "app", "build", "wks", "edge");
  // R2 low-discrepancy steps: any prefix of the fleet has nearly the exact mix, and the two
  // choices stay independent of one another.
  private static final double PLATFORM_STEP = 0.7548776662466927;
  private static final double LAPTOP_STEP = 0.5698402909980532;

  private final Seed seed;
  private final int number;
  private final Platform platform;
  private final Line os;
  private final List<String> people = new ArrayList<>();
  private final Map<String, String> packages = new LinkedHashMap<>();
  private final UUID uuid;
  private final String hostname;

  public SimulatedMachine(Seed fleet, int number) {
    this.seed = fleet.of("host").of(number);
    this.number = number;
    this.platform = platformOf(fleet, number);
    SplittableRandom random = seed.of("identity").random();
    this.uuid =
        new UUID(
            (random.nextLong() & ~0xf000L) | 0x4000L,
            (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
    this.os = weighted(Catalogue.of(platform).lines("os"), random);
    int count = platform == Platform.LINUX ? 1 + random.nextInt(3) : 1;
    while (people.size() < count) {
      String person = PEOPLE.get(random.nextInt(PEOPLE.size()));
      if (!people.contains(person)) {
        people.add(person);
      }
    }
    this.hostname = hostname(random);
    for (Line line : Catalogue.of(platform).lines("package")) {
      if (seed.of("package").of(line.text(0)).happens(line.share(4))) {
        packages.put(line.text(0), versionOf(line.text(0), line.text(1)));
      }
    }
    for (Line line : Catalogue.of(platform).lines("app")) {
      if (seed.of("package").of(line.text(0)).happens(line.share(3))) {
        packages.put(line.text(0), versionOf(line.text(0), line.text(2)));
      }
    }
  }

  private static Platform platformOf(Seed fleet, int number) {
    double place = placeOf(fleet.of("platform"), number, PLATFORM_STEP);
    if (place < 0.55) {
      return Platform.LINUX;
    }
    return place < 0.80 ? Platform.WINDOWS : Platform.DARWIN;
  }

  /** Whether this host is one of the given share that goes home at night. */
  public static boolean isLaptop(Seed fleet, int number, double share) {
    return placeOf(fleet.of("laptop"), number, LAPTOP_STEP) < share;
  }

  private static double placeOf(Seed start, int number, double step) {
    double place = start.random().nextDouble() + number * step;
    return place - Math.floor(place);
  }

  private static Line weighted(List<Line> lines, SplittableRandom random) {
    double left = random.nextDouble() * 100;
    for (Line line : lines) {
      left -= line.number(0);
      if (left < 0) {
        return line;
      }
    }
    return lines.getLast();
  }

  /** Most hosts have the newest version, some are behind, few are far behind. */
  private String versionOf(String name, String versions) {
    String[] newestFirst = versions.split(",", -1);
    double place = seed.of("version").of(name).random().nextDouble();
    int index = place < 0.6 ? 0 : place < 0.88 ? 1 : 2;
    return newestFirst[Math.min(index, newestFirst.length - 1)];
  }

  private String hostname(SplittableRandom random) {
    String serial = "%04d".formatted(number);
    return switch (platform) {
      case LINUX -> ROLES.get(random.nextInt(ROLES.size())) + "-" + serial;
      case DARWIN -> people.getFirst() + "-mbp-" + serial;
      case WINDOWS -> "WIN-" + hex(2).toUpperCase(Locale.ROOT) + serial;
    };
  }

  /** Some letters of the host's own. */
  private String hex(int bytes) {
    return HexFormat.of().toHexDigits(uuid.getLeastSignificantBits()).substring(0, bytes * 2);
  }

  /** A host is restarted every one to five weeks; it is up since the last of those times. */
  Instant bootedAt(Instant now) {
    SplittableRandom random = seed.of("boot").random();
    long everySeconds = Duration.ofDays(7 + random.nextInt(28)).toSeconds();
    long phase = random.nextLong(everySeconds);
    long since = Math.floorMod(now.getEpochSecond() - phase, everySeconds);
    return Instant.ofEpochSecond(now.getEpochSecond() - since);
  }

  String address() {
    return "10.%d.%d.%d".formatted(21 + number / 65_000, number / 250 % 256, number % 250 + 4);
  }

  String mac() {
    String digits = hex(5);
    StringBuilder mac = new StringBuilder("02");
    for (int i = 0; i < 10; i += 2) {
      mac.append(':').append(digits, i, i + 2);
    }
    return mac.toString();
  }

  /** The versions of what is installed, by name. */
  Map<String, String> packages() {
    return packages;
  }

  /** A line that belongs to a package applies where that package is installed. */
  boolean has(String packageName) {
    return packageName.isEmpty() || packages.containsKey(packageName);
  }

  List<String> people() {
    return people;
  }

  Line os() {
    return os;
  }

  Seed seed() {
    return seed;
  }

  public int number() {
    return number;
  }

  public Platform platform() {
    return platform;
  }

  public UUID uuid() {
    return uuid;
  }

  public String hostname() {
    return hostname;
  }

  public String cpuType() {
    return platform == Platform.DARWIN ? "arm64" : "x86_64";
  }

  /** The version of the osquery that is installed, without the packager's suffix. */
  public String osqueryVersion() {
    return packages.getOrDefault("osquery", "5.23.0").split("-", -1)[0];
  }
}
