package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import org.jdbi.v3.core.Jdbi;

/**
 * What dispatch-service knows of campaigns, and of live-only hunts and live queries, which are
 * asked under their own id (F-5, Q-2).
 */
@ApplicationScoped
class CampaignTables {

  private static final String LAUNCH =
      """
      INSERT INTO campaign (campaign_id, status, kind, launched_at, assigned_hosts, traceparent)
      VALUES (:campaign_id, 'active', :kind, :launched_at, :assigned_hosts, :traceparent)
      ON CONFLICT DO NOTHING
      """;

  private static final String ADD_QUERY =
      """
      INSERT INTO campaign_query (campaign_id, query_id, type, sql)
      VALUES (:campaign_id, :query_id, :type, :sql)
      ON CONFLICT DO NOTHING
      """;

  private static final String STOP =
      """
      UPDATE campaign
      SET status = 'stopped',
          stopped_at = :stopped_at,
          discard_in_flight = :discard_in_flight,
          sweep_at = :stopped_at
      WHERE campaign_id = :campaign_id AND status = 'active'
      """;

  private static final String ARCHIVE =
      """
      UPDATE campaign
      SET status = 'archived', stopped_at = coalesce(stopped_at, :at)
      WHERE campaign_id = :campaign_id
      """;

  /** The kinds of what is no campaign. */
  private static final String LIVE_HUNT = "live_hunt";

  private static final String LIVE_QUERY = "live_query";

  private final Jdbi jdbi;

  CampaignTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  private record Launched(
      UUID id, String kind, Instant launchedAt, long assignedHosts, List<FrozenQuery> queries) {}

  void launch(CampaignLaunched launched, String traceparent) {
    launch(
        new Launched(
            launched.campaignId(),
            launched.kind().wire(),
            launched.launchedAt(),
            launched.assignedHosts(),
            launched.queries()),
        traceparent);
  }

  /** Of a live-only hunt. */
  void launch(HuntLaunched launched, String traceparent) {
    launch(
        new Launched(
            launched.huntId(),
            LIVE_HUNT,
            launched.launchedAt(),
            launched.assignedHosts(),
            launched.queries()),
        traceparent);
  }

  void launch(LiveQueryLaunched launched, String traceparent) {
    launch(
        new Launched(
            launched.liveQueryId(),
            LIVE_QUERY,
            launched.launchedAt(),
            launched.assignedHosts(),
            List.of(launched.query())),
        traceparent);
  }

  private void launch(Launched launched, String traceparent) {
    jdbi.useHandle(
        handle -> {
          handle
              .createUpdate(LAUNCH)
              .bind("campaign_id", launched.id())
              .bind("kind", launched.kind())
              .bind("launched_at", launched.launchedAt())
              .bind("assigned_hosts", launched.assignedHosts())
              .bind("traceparent", traceparent)
              .execute();
          for (FrozenQuery query : launched.queries()) {
            handle
                .createUpdate(ADD_QUERY)
                .bind("campaign_id", launched.id())
                .bind("query_id", query.queryId())
                .bind("type", query.type())
                .bind("sql", query.sql())
                .execute();
          }
        });
  }

  void stop(CampaignStopped stopped) {
    stop(stopped.campaignId(), stopped.discardInFlight(), stopped.stoppedAt());
  }

  void stop(UUID id, boolean discardInFlight, Instant at) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(STOP)
                .bind("campaign_id", id)
                .bind("stopped_at", at)
                .bind("discard_in_flight", discardInFlight)
                .execute());
  }

  void archive(UUID campaignId, Instant at) {
    jdbi.useHandle(
        handle ->
            handle.createUpdate(ARCHIVE).bind("campaign_id", campaignId).bind("at", at).execute());
  }
}
