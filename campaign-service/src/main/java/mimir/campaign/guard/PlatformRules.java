package mimir.campaign.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mimir.campaign.targets.Target;
import mimir.contracts.guard.OsquerySchema;
import mimir.contracts.guard.OsquerySchema.Table;

/** Which hosts have the tables that a statement reads (G-5, I-7). */
public final class PlatformRules {
  static final String TABLE_NOT_ON_PLATFORM = "table_not_on_platform";

  /** The platforms of hosts that osquery's published schema speaks of. */
  private static final Set<String> DOCUMENTED = Set.of("linux", "darwin", "windows");

  /**
   * One warning a table, in the order of the tables.
   *
   * @param tables by their own names, or aliases
   * @param hosts number of hosts by platform
   */
  static List<Warning> warnings(
      List<String> tables, OsquerySchema schema, Map<String, Long> hosts) {
    var warnings = new ArrayList<Warning>();
    for (String name : tables) {
      Table table = schema.table(name).orElseThrow();
      long without =
          hosts.entrySet().stream()
              .filter(platform -> !isOn(table, platform.getKey()))
              .mapToLong(Map.Entry::getValue)
              .sum();
      if (without > 0) {
        warnings.add(
            new Warning(
                TABLE_NOT_ON_PLATFORM,
                "%s exists on %s only: %s will answer with an error."
                    .formatted(
                        table.name(),
                        String.join(", ", table.platforms()),
                        without == 1 ? "1 host" : without + " hosts"),
                table.name(),
                without));
      }
    }
    return warnings;
  }

  /** The platforms that have all of the tables, sorted. */
  public static SortedSet<String> having(List<String> tables, OsquerySchema schema) {
    return Target.PLATFORMS.stream()
        .filter(
            platform ->
                tables.stream().allMatch(name -> isOn(schema.table(name).orElseThrow(), platform)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether the tables are on every platform, whatever hosts there are. */
  static boolean everywhere(List<String> tables, OsquerySchema schema) {
    return tables.stream()
        .allMatch(name -> schema.table(name).orElseThrow().platforms().containsAll(DOCUMENTED));
  }

  /**
   * The schema does not speak of freebsd. osquery shares with it what it shares between linux and
   * darwin, so those tables count as there, and no others.
   */
  private static boolean isOn(Table table, String platform) {
    return DOCUMENTED.contains(platform)
        ? table.platforms().contains(platform)
        : table.platforms().contains("linux") && table.platforms().contains("darwin");
  }

  private PlatformRules() {}
}
