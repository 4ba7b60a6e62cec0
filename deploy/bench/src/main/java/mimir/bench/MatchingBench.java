package mimir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.QueryType;
import mimir.ingest.matching.FrozenIndicators;

/**
 * Rows a second that one thread holds against 10,000 frozen indicators, by what they answer; one
 * row of a hundred matches. The goal is one for all of them in turn, as an answer's rows come.
 */
final class MatchingBench {
  private static final double GOAL = 1_000_000;
  private static final int INDICATORS = 10_000;
  private static final int ROWS = 1_000;
  private static final int ROUNDS = 9;
  private static final int MATCHING_OF = 100;
  private static final long ROUND_NANOS = 300_000_000;

  /** Those that rows can show. */
  private static final List<IndicatorType> TYPES =
      Stream.of(IndicatorType.values()).filter(type -> type != IndicatorType.URL).toList();

  private MatchingBench() {}

  private record Sample(QueryType type, List<Map<String, String>> rows) {}

  public static void main(String[] arguments) throws FrozenIndicators.Corrupt {
    int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
    var indicators = FrozenIndicators.of(iocs());
    var samples = new ArrayList<Sample>();
    for (QueryType type : QueryType.values()) {
      samples.add(new Sample(type, rows(type)));
    }
    var all = new ArrayList<Double>();
    var each = new ArrayList<List<Double>>();
    samples.forEach(_ -> each.add(new ArrayList<>()));
    // The first third warms up.
    for (int round = -rounds / 3; round < rounds; round++) {
      double perSecond = perSecond(indicators, samples);
      for (int n = 0; n < samples.size(); n++) {
        double alone = perSecond(indicators, List.of(samples.get(n)));
        if (round >= 0) {
          each.get(n).add(alone);
        }
      }
      if (round >= 0) {
        all.add(perSecond);
      }
    }
    for (int n = 0; n < samples.size(); n++) {
      System.out.printf(
          "%-18s %,12.0f rows/s%n", samples.get(n).type().wire(), Medians.of(each.get(n)));
    }
    double median = Medians.of(all);
    System.out.printf(
        "%-18s %,12.0f rows/s, goal %,.0f with %,d indicators: %s%n",
        "all in turn", median, GOAL, INDICATORS, median >= GOAL ? "reached" : "missed");
    if (median < GOAL) {
      System.exit(1);
    }
  }

  private static double perSecond(FrozenIndicators indicators, List<Sample> samples) {
    var found = new long[1];
    long rows = 0;
    long from = System.nanoTime();
    long nanos = 0;
    while (nanos < ROUND_NANOS) {
      for (Sample sample : samples) {
        for (Map<String, String> row : sample.rows()) {
          indicators.match(sample.type(), row, _ -> found[0]++);
        }
        rows += sample.rows().size();
      }
      nanos = System.nanoTime() - from;
    }
    if (found[0] != rows / MATCHING_OF) {
      throw new IllegalStateException("%,d of %,d rows have matched".formatted(found[0], rows));
    }
    return rows * 1e9 / nanos;
  }

  /** As many of each type, but for URLs, which no row shows. */
  private static List<FrozenIoc> iocs() {
    var iocs = new ArrayList<FrozenIoc>();
    for (int n = 0; n < INDICATORS; n++) {
      IndicatorType type = TYPES.get(n % TYPES.size());
      iocs.add(new FrozenIoc(UUID.randomUUID(), type.wire(), value(type, n), "high"));
    }
    return iocs;
  }

  private static String value(IndicatorType type, int n) {
    return switch (type) {
      case FILE_HASH_SHA256 -> "%064x".formatted(n * 0x9e3779b97f4a7c15L);
      case FILE_HASH_SHA1 -> "%040x".formatted(n * 0x9e3779b97f4a7c15L);
      case FILE_HASH_MD5 -> "%032x".formatted(n * 0x9e3779b97f4a7c15L);
      case FILENAME -> "implant-" + n + ".exe";
      case FILEPATH -> "C:\\ProgramData\\Updates\\" + n + "\\svc.exe";
      case REGISTRY_KEY -> "HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor\\Implant" + n;
      case IPV4 -> "198.18." + (n >> 8) % 256 + "." + n % 256;
      case DOMAIN -> "c2-" + n + ".bad.example";
      case URL -> "https://bad.example/" + n;
    };
  }

  private static List<Map<String, String>> rows(QueryType type) {
    var rows = new ArrayList<Map<String, String>>();
    int place = TYPES.indexOf(type.indicators());
    for (int row = 0; row < ROWS; row++) {
      // An indicator of that type: they take turns.
      int n = row * TYPES.size() + place;
      boolean matches = row % MATCHING_OF == 0;
      rows.add(row(type, value(type.indicators(), matches ? n : n + INDICATORS * 1_000), n));
    }
    return rows;
  }

  private static Map<String, String> row(QueryType type, String value, int n) {
    String path = "C:\\Users\\anna\\AppData\\Local\\Temp\\file-" + n;
    return switch (type) {
      case FILE_HASH_SHA256 -> Map.of("path", path, "sha256", value);
      case FILE_HASH_SHA1 -> Map.of("path", path, "sha1", value);
      case FILE_HASH_MD5 -> Map.of("path", path, "md5", value);
      case FILENAME -> Map.of("path", "C:\\Users\\anna\\" + value, "filename", value, "size", "1");
      case FILEPATH -> Map.of("path", value, "filename", "svc.exe", "size", "1");
      case REGISTRY_KEY -> Map.of("key", "HKEY_LOCAL_MACHINE", "path", value, "name", "x");
      case IPV4_SNAPSHOT, IPV4_EVENTED ->
          Map.of("pid", "" + n, "remote_address", value, "remote_port", "443");
      case DOMAIN_EVENTED -> Map.of("pid", "" + n, "path", path, "name", "www." + value);
      case DOMAIN_CMDLINE ->
          Map.of(
              "pid",
              "" + n,
              "name",
              "curl",
              "cmdline",
              "/usr/bin/curl --silent --output update-%d https://%s/update.bin"
                  .formatted(n, value));
    };
  }
}
