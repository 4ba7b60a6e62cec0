package mimir.campaign.lifecycle;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.campaign.CampaignLimits;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.guard.PlatformWarnings;
import mimir.campaign.launches.IdempotencyKeys;
import mimir.campaign.launches.LaunchTables;
import mimir.campaign.launches.Launcher;
import mimir.campaign.lifecycle.LaunchRules.Caps;
import mimir.campaign.lifecycle.LaunchRules.Payload;
import mimir.campaign.slots.Slots;
import mimir.campaign.targets.KnownHosts;
import mimir.campaign.targets.Target;
import mimir.campaign.targets.TargetTables;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.Warning;
import mimir.contracts.guard.SqlGuard;
import mimir.contracts.guard.SqlGuard.Statement;
import mimir.contracts.runtime.Ids;
import org.jboss.logging.Logger;

/** The launch transaction: event, payload, assigned set and row, or nothing (L-5). */
@ApplicationScoped
class Launch {
  private static final Logger LOG = Logger.getLogger(Launch.class);
  // Less than the minute of silence after which the gateway gives a call up: what it has called
  // failed must not commit afterwards.
  private static final int SECONDS_MAX = 55;

  private final OfflineCampaigns gate;
  private final IdempotencyKeys keys;
  private final Campaigns campaigns;
  private final LaunchTables launches;
  private final KnownHosts knownHosts;
  private final TargetTables targets;
  private final SqlGuard guard;
  private final PlatformWarnings platforms;
  private final Slots slots;
  private final CampaignLimits limits;

  Launch(
      OfflineCampaigns gate,
      IdempotencyKeys keys,
      Campaigns campaigns,
      LaunchTables launches,
      KnownHosts knownHosts,
      TargetTables targets,
      SqlGuard guard,
      PlatformWarnings platforms,
      Slots slots,
      CampaignLimits limits) {
    this.gate = gate;
    this.keys = keys;
    this.campaigns = campaigns;
    this.launches = launches;
    this.knownHosts = knownHosts;
    this.targets = targets;
    this.guard = guard;
    this.platforms = platforms;
    this.slots = slots;
    this.limits = limits;
  }

  /**
   * What the first request with this key made is the answer to all that repeat it, also when the
   * same would be refused by now; so the key is looked at before anything else. Then refusals come
   * in the order of the rules: fields, flag, target, SQL, slot.
   *
   * @param saved what the request's {@code saved_query_id} names, or null
   * @param idempotencyKey null when the request has none
   * @return the campaign, or the one that the first request with this key made
   */
  @Transactional
  @TransactionConfiguration(timeout = SECONDS_MAX)
  UUID launch(
      LaunchRequest request,
      LaunchRules.Saved saved,
      IdempotencyKeys.Key idempotencyKey,
      Launcher launcher,
      Instant now) {
    UUID campaignId = Ids.next();
    var first = keys.claim(launcher.username(), idempotencyKey, campaignId, now);
    if (first.isPresent()) {
      return first.get();
    }
    Payload payload = LaunchRules.payload(request, saved, now);
    gate.requireEnabled();
    Target target = Target.forCampaign(payload.target());
    knownHosts.require(target);
    long reached = targets.countUpTo(target, 2);
    LaunchRules.requireTargets(reached);
    Statement statement = guard.check(payload.sql());
    statement.requireAllowed(reached);
    slots.requireLikelyFree(launcher.username(), now);
    long hosts = freeze(campaignId, payload, target, statement, launcher, now);
    LOG.infof("campaign %s: launched at %d hosts by %s", campaignId, hosts, launcher.actor());
    return campaignId;
  }

  private long freeze(
      UUID campaignId,
      Payload payload,
      Target target,
      Statement statement,
      Launcher launcher,
      Instant now) {
    var stream = campaigns.open(campaignId);
    long hosts = targets.freeze(campaignId, target);
    // Again with the frozen number: hosts may have come since they were counted.
    statement.requireAllowed(hosts);
    CampaignLaunched launched =
        LaunchRules.launch(
            new LaunchRules.Ids(campaignId, Ids.next()),
            payload,
            LaunchRules.name(payload, statement.tables(), now),
            hosts,
            warnings(statement, target),
            launcher.username(),
            now,
            new Caps(limits.campaignPerHostRowCap(), limits.campaignAggregateRowCap()));
    launches.toPublish(campaignId, hosts);
    // Last, because everybody else's launch waits behind its lock until we commit.
    slots.requireFree(launcher.username());
    campaigns.append(stream, launcher.actor(), launched);
    return hosts;
  }

  private List<Warning> warnings(Statement statement, Target target) {
    return platforms.of(statement.tables(), target).stream()
        .map(warning -> new Warning(warning.code(), warning.message()))
        .toList();
  }
}
