package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import mimir.campaign.coverage.CoverageTables;
import mimir.campaign.coverage.Detail;
import mimir.campaign.queries.SavedQueryTables;
import mimir.campaign.targets.Target;
import mimir.campaign.targets.TargetTables;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.SavedQueryReference;

/** What a launch request refers to, and what would launch a campaign again. */
@ApplicationScoped
class LaunchRequests {
  private final CoverageTables coverage;
  private final SavedQueryTables savedQueries;
  private final TargetTables targets;
  private final InstantSource clock;

  LaunchRequests(
      CoverageTables coverage,
      SavedQueryTables savedQueries,
      TargetTables targets,
      InstantSource clock) {
    this.coverage = coverage;
    this.savedQueries = savedQueries;
    this.targets = targets;
    this.clock = clock;
  }

  /** Null when the request names no saved query, or one that does not exist. */
  LaunchRules.Saved saved(LaunchRequest request) {
    if (request.savedQueryId() == null) {
      return null;
    }
    return savedQueries
        .find(request.savedQueryId())
        .map(
            found ->
                new LaunchRules.Saved(
                    new SavedQueryReference(found.id(), found.name()), found.sql(), found.scope()))
        .orElse(null);
  }

  /** The SQL is the frozen one, also when it came from a saved query that changed since. */
  LaunchRequest of(UUID campaignId) {
    Instant now = clock.instant();
    Detail detail =
        coverage.detail(campaignId, now).orElseThrow(() -> Refused.notFound("This campaign"));
    Target target =
        detail.target().type().equals("all")
            ? new Target.Fleet()
            : new Target.Hosts(targets.frozen(campaignId, Target.HOSTS_MAX));
    return new LaunchRequest(
        detail.summary().name(),
        detail.frozenSql(),
        null,
        null,
        target,
        Math.toIntExact(detail.liveWindowMinutes()),
        null);
  }
}
