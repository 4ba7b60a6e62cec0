package mimir.campaign.guard;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mimir.campaign.targets.Preview;
import mimir.campaign.targets.PreviewTargets;
import mimir.campaign.targets.Target;
import mimir.contracts.guard.OsquerySchema;

/** Warns of hosts whose platform lacks a table, with their number (G-5). */
@ApplicationScoped
public class PlatformWarnings {
  private final OsquerySchema schema;
  private final PreviewTargets targets;

  PlatformWarnings(OsquerySchema schema, PreviewTargets targets) {
    this.schema = schema;
    this.targets = targets;
  }

  /**
   * Counts no host when each table is on every platform.
   *
   * @param tables that a statement reads, as the guard has found them
   */
  public List<Warning> of(List<String> tables, Target target) {
    return areEverywhere(tables) ? List.of() : among(tables, targets.count(target, Instant.EPOCH));
  }

  /** Whether there is nothing to warn of, whatever hosts there are. */
  boolean areEverywhere(List<String> tables) {
    return PlatformRules.everywhere(tables, schema);
  }

  /** As {@link #of}, for hosts that are counted already. */
  List<Warning> among(List<String> tables, Preview counted) {
    Map<String, Long> hosts =
        counted.byPlatform().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, platform -> platform.getValue().hosts()));
    return PlatformRules.warnings(tables, schema, hosts);
  }
}
