package mimir.campaign.hunts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import mimir.campaign.indicators.IndicatorRequest;
import mimir.campaign.launches.FrozenIocTables;
import mimir.campaign.targets.Target;
import mimir.campaign.targets.TargetTables;
import mimir.contracts.Refused;

/** What would launch a hunt again (L-6). */
@ApplicationScoped
class HuntRequests {
  private final HuntTables hunts;
  private final FrozenIocTables iocs;
  private final TargetTables targets;
  private final InstantSource clock;

  HuntRequests(HuntTables hunts, FrozenIocTables iocs, TargetTables targets, InstantSource clock) {
    this.hunts = hunts;
    this.iocs = iocs;
    this.targets = targets;
    this.clock = clock;
  }

  /** With the frozen indicators as values, and of a target of hosts those that were asked. */
  HuntRequest of(UUID huntId) {
    ShownHunt hunt =
        hunts.find(huntId, clock.instant()).orElseThrow(() -> Refused.notFound("This hunt"));
    UUID launchId = Objects.requireNonNullElse(hunt.campaignId(), huntId);
    List<IndicatorRequest> indicators =
        iocs.page(launchId, -1, HuntRules.INDICATORS_MAX).stream()
            .map(ioc -> new IndicatorRequest(ioc.value(), ioc.type(), ioc.severity(), null, null))
            .toList();
    Target target =
        hunt.target().equals("all")
            ? new Target.Fleet()
            : new Target.Hosts(targets.frozen(launchId, Target.HOSTS_MAX));
    return new HuntRequest(
        hunt.name(),
        null,
        indicators,
        target,
        Math.toIntExact(hunt.liveWindowMinutes()),
        hunt.hostsSeenWithinDays());
  }
}
