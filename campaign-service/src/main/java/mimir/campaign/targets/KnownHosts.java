package mimir.campaign.targets;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** Refuses a target that names hosts which no one has ever heard of (T-1). */
@ApplicationScoped
public class KnownHosts {
  /** Most unknown ids that a refusal lists. */
  static final int LISTED_MAX = 100;

  private final TargetTables tables;

  KnownHosts(TargetTables tables) {
    this.tables = tables;
  }

  public void require(Target target) {
    if (target instanceof Target.Hosts hosts) {
      List<UUID> unknown = tables.unknown(hosts.hostIds());
      if (!unknown.isEmpty()) {
        throw new Refused(
            ErrorCode.UNKNOWN_HOSTS,
            unknown.size() + " of the host ids are not known.",
            Map.of("unknown_hosts", unknown.subList(0, Math.min(unknown.size(), LISTED_MAX))));
      }
    }
  }
}
