package mimir.campaign.live;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.campaign.CampaignLimits;
import mimir.campaign.launches.LaunchTables;
import mimir.campaign.launches.Launcher;
import mimir.campaign.targets.Connected;
import mimir.campaign.targets.FreezeHosts;
import mimir.campaign.targets.FreezeHosts.Group;
import mimir.campaign.targets.KnownHosts;
import mimir.campaign.targets.Target;
import mimir.campaign.targets.TargetTables;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import mimir.contracts.guard.SqlGuard;
import mimir.contracts.guard.SqlGuard.Statement;
import mimir.contracts.runtime.Ids;
import org.jboss.logging.Logger;

/** The launch transaction of a live query: event, SQL and hosts, or nothing. */
@ApplicationScoped
class LaunchLiveQuery {
  private static final Logger LOG = Logger.getLogger(LaunchLiveQuery.class);
  // Less than the minute of silence after which the gateway gives a call up.
  private static final int SECONDS_MAX = 55;

  private final KnownHosts knownHosts;
  private final TargetTables targets;
  private final FreezeHosts hosts;
  private final LaunchTables launches;
  private final LiveQueries queries;
  private final SqlGuard guard;
  private final CampaignLimits limits;

  LaunchLiveQuery(
      KnownHosts knownHosts,
      TargetTables targets,
      FreezeHosts hosts,
      LaunchTables launches,
      LiveQueries queries,
      SqlGuard guard,
      CampaignLimits limits) {
    this.knownHosts = knownHosts;
    this.targets = targets;
    this.hosts = hosts;
    this.launches = launches;
    this.queries = queries;
    this.guard = guard;
    this.limits = limits;
  }

  /** What was launched. */
  record Launched(UUID id, long targetedHosts) {}

  /** Refusals come in the order of the rules: fields, target, SQL. */
  @Transactional
  @TransactionConfiguration(timeout = SECONDS_MAX)
  Launched launch(LiveQueryResource.Request request, Launcher launcher, Instant now) {
    String sql = LiveQueryRules.sql(request.sql());
    Duration window = LiveQueryRules.window(request.windowSeconds());
    Target target = Target.checked(request.target());
    knownHosts.require(target);
    Statement statement = guard.check(sql);
    // Of the target, and not of who happens to be connected; a filter never means a single host.
    statement.requireAllowed(target instanceof Target.OsIn ? 2 : targets.countUpTo(target, 2));
    UUID id = Ids.next();
    var stream = queries.open(id);
    long assigned = freeze(id, target, now);
    if (assigned == 0) {
      throw new Refused(ErrorCode.NO_TARGETS, "No host that is connected is targeted.");
    }
    launches.toPublish(id, assigned);
    queries.append(
        stream,
        launcher.actor(),
        new LiveQueryLaunched(
            id,
            launcher.username(),
            now,
            now.plus(window),
            new FrozenTarget(target.type(), assigned),
            assigned,
            new FrozenQuery(Ids.next(), "osquery", sql),
            limits.liveQueryRowCap()));
    LOG.infof("live query %s: asked of %d hosts by %s", id, assigned, launcher.actor());
    return new Launched(id, assigned);
  }

  /** A filter by platform is the fleet, of those platforms. */
  private long freeze(UUID id, Target target, Instant now) {
    List<String> platforms =
        target instanceof Target.OsIn oses ? oses.os() : List.copyOf(Target.PLATFORMS);
    return hosts
        .freeze(
            id,
            target instanceof Target.OsIn ? new Target.Fleet() : target,
            List.of(new Group(0, platforms, 1)),
            Connected.since(now, limits.connectedWithin()))
        .assigned();
  }
}
