package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.campaign.CampaignLimits;
import mimir.campaign.targets.Target;
import mimir.campaign.targets.TargetTables;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Trace;
import org.jboss.logging.Logger;

/** The launch transaction: event, payload, assigned set and row, or nothing (L-5). */
@ApplicationScoped
class Launch {
  private static final Logger LOG = Logger.getLogger(Launch.class);
  private static final int UNKNOWN_LISTED_MAX = 100;

  private final Campaigns campaigns;
  private final CampaignTables tables;
  private final TargetTables targets;
  private final CampaignLimits limits;

  Launch(Campaigns campaigns, CampaignTables tables, TargetTables targets, CampaignLimits limits) {
    this.campaigns = campaigns;
    this.tables = tables;
    this.targets = targets;
    this.limits = limits;
  }

  @Transactional
  UUID launch(CampaignRules.Payload payload, String by, String actor, Instant now) {
    refuseUnknownHosts(payload.target());
    UUID campaignId = Ids.next();
    var stream = campaigns.open(campaignId);
    long hosts = targets.freeze(campaignId, payload.target());
    CampaignLaunched launched =
        CampaignRules.launch(
            campaignId,
            Ids.next(),
            payload,
            hosts,
            by,
            now,
            limits.campaignPerHostRowCap(),
            limits.campaignAggregateRowCap());
    campaigns.append(stream, actor, launched);
    int chunks = Math.ceilDiv((int) hosts, AssignmentEvent.CHUNK_HOSTS_MAX);
    tables.toPublish(campaignId, chunks, Trace.current());
    LOG.infof("campaign %s: launched at %d hosts by %s", campaignId, hosts, by);
    return campaignId;
  }

  private void refuseUnknownHosts(Target target) {
    if (target instanceof Target.Hosts hosts) {
      List<UUID> unknown = targets.unknown(hosts.hostIds());
      if (!unknown.isEmpty()) {
        throw new Refused(
            ErrorCode.UNKNOWN_HOSTS,
            unknown.size() + " of the host ids are not known.",
            Map.of(
                "unknown_hosts", unknown.subList(0, Math.min(unknown.size(), UNKNOWN_LISTED_MAX))));
      }
    }
  }
}
