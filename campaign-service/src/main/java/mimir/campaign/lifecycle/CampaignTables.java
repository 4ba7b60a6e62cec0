package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The projection of a campaign's stream: the row, its queries, its empty coverage. */
@ApplicationScoped
class CampaignTables {

  private static final String INSERT =
      """
      INSERT INTO campaign (campaign_id, name, kind, status, created_by, launched_at, live_until,
                            target_type, assigned_hosts, not_applicable_hosts, per_host_cap,
                            campaign_cap)
      VALUES (:campaign_id, :name, :kind, 'active', :created_by, :launched_at, :live_until,
              :target_type, :assigned_hosts, :not_applicable_hosts, :per_host_cap, :campaign_cap)
      """;

  private static final String INSERT_QUERY =
      """
      INSERT INTO campaign_query (campaign_id, query_id, type, sql, assigned)
      VALUES (:campaign_id, :query_id, :type, :sql, :assigned)
      """;

  private static final String INSERT_COVERAGE =
      """
      INSERT INTO coverage (campaign_id, assigned, hosts, as_of)
      SELECT :campaign_id, sum(assigned), :hosts, :as_of
      FROM campaign_query
      WHERE campaign_id = :campaign_id
      """;

  private static final String STOP =
      """
      UPDATE campaign
      SET status = 'stopped',
          stopped_at = :stopped_at,
          stopped_by = :stopped_by,
          stop_reason = :stop_reason,
          discard_in_flight = :discard_in_flight
      WHERE campaign_id = :campaign_id
      """;

  private static final String ARCHIVE =
      """
      UPDATE campaign
      SET status = 'archived'
      WHERE campaign_id = :campaign_id
      """;

  private static final String TO_PUBLISH =
      """
      INSERT INTO chunk_progress (campaign_id, published, chunks, traceparent)
      VALUES (:campaign_id, 0, :chunks, :traceparent)
      """;

  private final Jdbi jdbi;

  CampaignTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void project(CampaignEvent event) {
    jdbi.useHandle(
        handle -> {
          switch (event) {
            case CampaignLaunched launched -> insert(handle, launched);
            case CampaignStopped stopped -> stop(handle, stopped);
            case CampaignArchived archived ->
                handle.createUpdate(ARCHIVE).bind("campaign_id", archived.campaignId()).execute();
          }
        });
  }

  private static void insert(Handle handle, CampaignLaunched launched) {
    handle
        .createUpdate(INSERT)
        .bind("campaign_id", launched.campaignId())
        .bind("name", launched.name())
        .bind("kind", launched.kind().wire())
        .bind("created_by", launched.by())
        .bind("launched_at", launched.launchedAt())
        .bind("live_until", launched.liveUntil())
        .bind("target_type", launched.target().type())
        .bind("assigned_hosts", launched.assignedHosts())
        .bind("not_applicable_hosts", launched.notApplicableHosts())
        .bind("per_host_cap", launched.perHostCap())
        .bind("campaign_cap", launched.campaignCap())
        .execute();
    for (FrozenQuery query : launched.queries()) {
      handle
          .createUpdate(INSERT_QUERY)
          .bind("campaign_id", launched.campaignId())
          .bind("query_id", query.queryId())
          .bind("type", query.type())
          .bind("sql", query.sql())
          .bind("assigned", launched.assignedHosts())
          .execute();
    }
    handle
        .createUpdate(INSERT_COVERAGE)
        .bind("campaign_id", launched.campaignId())
        .bind("hosts", launched.assignedHosts())
        .bind("as_of", launched.launchedAt())
        .execute();
  }

  private static void stop(Handle handle, CampaignStopped stopped) {
    handle
        .createUpdate(STOP)
        .bind("campaign_id", stopped.campaignId())
        .bind("stopped_at", stopped.stoppedAt())
        .bind("stopped_by", stopped.by())
        .bind("stop_reason", stopped.reason())
        .bind("discard_in_flight", stopped.discardInFlight())
        .execute();
  }

  /** Notes that so many chunks of the frozen set are to be published. */
  void toPublish(UUID campaignId, int chunks, String traceparent) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(TO_PUBLISH)
                .bind("campaign_id", campaignId)
                .bind("chunks", chunks)
                .bind("traceparent", traceparent)
                .execute());
  }
}
