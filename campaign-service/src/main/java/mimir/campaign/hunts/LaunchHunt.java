package mimir.campaign.hunts;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.campaign.CampaignLimits;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.hunts.CompileHunt.Checked;
import mimir.campaign.hunts.HuntRules.Payload;
import mimir.campaign.indicators.AddIndicators;
import mimir.campaign.indicators.Indicator;
import mimir.campaign.indicators.IndicatorTables;
import mimir.campaign.launches.IdempotencyKeys;
import mimir.campaign.launches.LaunchTables;
import mimir.campaign.launches.Launcher;
import mimir.campaign.lifecycle.Campaigns;
import mimir.campaign.slots.Slots;
import mimir.campaign.targets.Connected;
import mimir.campaign.targets.FreezeHosts;
import mimir.campaign.targets.FreezeHosts.Frozen;
import mimir.campaign.targets.KnownHosts;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.runtime.Ids;
import org.jboss.logging.Logger;

/** The launch transaction of a hunt and, while campaigns are on, of its campaign (L-1, L-5). */
@ApplicationScoped
class LaunchHunt {
  private static final Logger LOG = Logger.getLogger(LaunchHunt.class);
  // Less than the minute of silence after which the gateway gives a call up.
  private static final int SECONDS_MAX = 55;

  private final OfflineCampaigns gate;
  private final IdempotencyKeys keys;
  private final IndicatorTables indicators;
  private final AddIndicators add;
  private final CompileHunt compiler;
  private final KnownHosts knownHosts;
  private final FreezeHosts hosts;
  private final LaunchTables launches;
  private final Campaigns campaigns;
  private final Hunts hunts;
  private final Slots slots;
  private final CampaignLimits limits;

  LaunchHunt(
      OfflineCampaigns gate,
      IdempotencyKeys keys,
      IndicatorTables indicators,
      AddIndicators add,
      CompileHunt compiler,
      KnownHosts knownHosts,
      FreezeHosts hosts,
      LaunchTables launches,
      Campaigns campaigns,
      Hunts hunts,
      Slots slots,
      CampaignLimits limits) {
    this.gate = gate;
    this.keys = keys;
    this.indicators = indicators;
    this.add = add;
    this.compiler = compiler;
    this.knownHosts = knownHosts;
    this.hosts = hosts;
    this.launches = launches;
    this.campaigns = campaigns;
    this.hunts = hunts;
    this.slots = slots;
    this.limits = limits;
  }

  /**
   * Refusals come in the order of the rules: fields, target, indicators, SQL, slot. Without the
   * flag the hunt is live-only (F-5).
   *
   * @param key null when the request has none
   * @return the hunt, or the one that the first request with this key made
   */
  @Transactional
  @TransactionConfiguration(timeout = SECONDS_MAX)
  UUID launch(HuntRequest request, IdempotencyKeys.Key key, Launcher launcher, Instant now) {
    UUID huntId = Ids.next();
    var first = keys.claim(launcher.username(), key, huntId, now);
    if (first.isPresent()) {
      return first.get();
    }
    Payload payload = HuntRules.payload(request);
    Target target = Target.forCampaign(request.target());
    knownHosts.require(target);
    List<FrozenIoc> iocs = HuntRules.frozen(indicators(payload));
    Checked checked = compiler.compile(iocs);
    slots.requireLikelyFree(launcher.username(), now);
    UUID campaignId = gate.enabled() ? Ids.next() : null;
    freeze(new Ask(huntId, campaignId, payload, target, iocs), checked, launcher, now);
    return huntId;
  }

  private List<Indicator> indicators(Payload payload) {
    var all = new ArrayList<Indicator>();
    if (!payload.indicatorIds().isEmpty()) {
      all.addAll(HuntRules.named(payload.indicatorIds(), indicators.find(payload.indicatorIds())));
    }
    all.addAll(add.getOrCreate(payload.inline()));
    HuntRules.requireActive(all);
    return all;
  }

  /**
   * @param campaignId null for a live-only hunt
   */
  private record Ask(
      UUID huntId, UUID campaignId, Payload payload, Target target, List<FrozenIoc> iocs) {
    UUID launchId() {
      return campaignId == null ? huntId : campaignId;
    }
  }

  private void freeze(Ask ask, Checked checked, Launcher launcher, Instant now) {
    Frozen frozen =
        hosts.freeze(ask.launchId(), ask.target(), checked.queries().groups(), seenSince(ask, now));
    if (frozen.assigned() == 0) {
      throw new Refused(
          ErrorCode.NO_TARGETS, "No host is targeted that could be asked for these indicators.");
    }
    checked.requireAllowed(frozen.assigned());
    List<FrozenQuery> queries = checked.queries().frozen(frozen.hosts(), Ids::next);
    launches.toPublish(ask.launchId(), frozen.assigned());
    var hunt = hunt(ask, frozen, queries, launcher.username(), now);
    var stream = hunts.open(ask.huntId());
    var ofCampaign = ask.campaignId() == null ? null : campaigns.open(ask.campaignId());
    // Last, because everybody else's launch waits behind its lock until we commit.
    slots.requireFree(launcher.username());
    if (ofCampaign != null) {
      campaigns.append(ofCampaign, launcher.actor(), campaign(ask, hunt, queries));
    }
    hunts.append(stream, launcher.actor(), hunt);
    LOG.infof(
        "hunt %s: launched at %d hosts by %s, campaign %s",
        ask.huntId(), frozen.assigned(), launcher.actor(), ask.campaignId());
  }

  /** A live-only hunt asks whom it can reach now. */
  private Instant seenSince(Ask ask, Instant now) {
    Instant seen = now.minus(Duration.ofDays(ask.payload().seenWithinDays()));
    return ask.campaignId() == null ? Connected.since(now, limits.connectedWithin()) : seen;
  }

  private HuntLaunched hunt(
      Ask ask, Frozen frozen, List<FrozenQuery> queries, String by, Instant now) {
    boolean liveOnly = ask.campaignId() == null;
    return new HuntLaunched(
        ask.huntId(),
        HuntRules.name(ask.payload(), ask.iocs(), now),
        by,
        now,
        now.plus(ask.payload().liveWindow()),
        new FrozenTarget(ask.target().type(), frozen.assigned()),
        ask.payload().seenWithinDays(),
        ask.campaignId(),
        frozen.assigned(),
        frozen.leftOut(),
        liveOnly ? queries : null,
        liveOnly ? ask.iocs() : null,
        limits.campaignPerHostRowCap(),
        limits.campaignAggregateRowCap());
  }

  private static CampaignLaunched campaign(Ask ask, HuntLaunched hunt, List<FrozenQuery> queries) {
    return new CampaignLaunched(
        ask.campaignId(),
        hunt.name(),
        CampaignKind.IOC_HUNT,
        hunt.by(),
        hunt.launchedAt(),
        hunt.liveUntil(),
        null,
        hunt.target(),
        hunt.assignedHosts(),
        hunt.notApplicableHosts(),
        queries,
        ask.iocs(),
        null,
        ask.huntId(),
        hunt.perHostCap(),
        hunt.rowCap(),
        null);
  }
}
