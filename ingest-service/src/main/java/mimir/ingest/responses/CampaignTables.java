package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What ingest-service knows of campaigns, and each one's partition of rows. */
@ApplicationScoped
class CampaignTables {

  private static final String LAUNCH =
      """
      INSERT INTO campaign (campaign_id, kind, hunt_id, launched_at, live_until, per_host_cap,
                            campaign_cap, queries, assigned)
      VALUES (:campaign_id, :kind, :hunt_id, :launched_at, :live_until, :per_host_cap,
              :campaign_cap, :queries, :assigned)
      ON CONFLICT DO NOTHING
      """;

  private static final String STOP =
      """
      UPDATE campaign
      SET stopped_at = :stopped_at, discard_in_flight = :discard_in_flight,
          end_reason = :end_reason, stop_seen_at = :now
      WHERE campaign_id = :campaign_id AND stopped_at IS NULL
      """;

  private static final String ARCHIVE =
      """
      UPDATE campaign
      SET archived_at = :archived_at
      WHERE campaign_id = :campaign_id AND archived_at IS NULL
      """;

  private static final String FIND =
      """
      SELECT campaign_id, live_until, stopped_at, discard_in_flight, queries, per_host_cap,
             campaign_cap, campaign_rows.rows, campaign_rows.crossed_at IS NOT NULL AS crossed,
             campaign.rows_dropped_at IS NOT NULL AS rows_dropped,
             campaign.kind IN ('ioc_hunt', 'live_hunt') AS hunt,
             campaign.kind = 'live_query' AS followed
      FROM campaign
      JOIN campaign_rows USING (campaign_id)
      WHERE campaign_id = ANY (:campaign_ids)
      """;

  // A stop waits for the batches that judge by what it changes, and they for it: so it either finds
  // their answers or they find the stop.
  private static final String HOLD = FIND + "ORDER BY campaign_id\nFOR SHARE OF campaign\n";

  /** The kinds of what is no campaign. */
  private static final String LIVE_HUNT = "live_hunt";

  private static final String LIVE_QUERY = "live_query";

  private final Jdbi jdbi;
  private final RowCounters counters;
  private final InstantSource clock;

  CampaignTables(Jdbi jdbi, RowCounters counters, InstantSource clock) {
    this.jdbi = jdbi;
    this.counters = counters;
    this.clock = clock;
  }

  /** False when it is known already. */
  boolean launch(CampaignLaunched launched) {
    return launch(
        new Launched(
            launched.campaignId(),
            launched.kind().wire(),
            launched.huntId(),
            launched.launchedAt(),
            launched.liveUntil(),
            launched.perHostCap(),
            launched.campaignCap(),
            launched.queries().size(),
            launched.assignedHosts()));
  }

  /** The same for a live-only hunt, whose answers carry its own id (F-5). */
  boolean launch(HuntLaunched launched) {
    return launch(
        new Launched(
            launched.huntId(),
            LIVE_HUNT,
            launched.huntId(),
            launched.launchedAt(),
            launched.liveUntil(),
            launched.perHostCap(),
            launched.rowCap(),
            launched.queries().size(),
            launched.assignedHosts()));
  }

  /** The same for a live query, whose cap is one for all hosts. */
  boolean launch(LiveQueryLaunched launched) {
    return launch(
        new Launched(
            launched.liveQueryId(),
            LIVE_QUERY,
            null,
            launched.launchedAt(),
            launched.liveUntil(),
            launched.rowCap(),
            launched.rowCap(),
            1,
            launched.assignedHosts()));
  }

  private record Launched(
      UUID id,
      String kind,
      UUID huntId,
      Instant launchedAt,
      Instant liveUntil,
      int perHostCap,
      long cap,
      int queries,
      long assigned) {}

  private boolean launch(Launched launched) {
    return jdbi.withHandle(
        handle -> {
          int inserted =
              handle
                  .createUpdate(LAUNCH)
                  .bind("campaign_id", launched.id())
                  .bind("kind", launched.kind())
                  .bind("hunt_id", launched.huntId())
                  .bind("launched_at", launched.launchedAt())
                  .bind("live_until", launched.liveUntil())
                  .bind("per_host_cap", launched.perHostCap())
                  .bind("campaign_cap", launched.cap())
                  .bind("queries", launched.queries())
                  .bind("assigned", launched.assigned())
                  .execute();
          if (inserted == 1) {
            counters.make(launched.id(), launched.cap());
            makePartition(handle, launched.id());
          }
          return inserted == 1;
        });
  }

  // Made apart and attached: that locks the parent against nobody who reads or writes rows. The
  // name and the bound hold nothing but the id's hex digits, so that no text reaches the DDL.
  private static void makePartition(Handle handle, UUID campaignId) {
    var table = "answer_row_" + campaignId.toString().replace("-", "");
    handle.execute("CREATE TABLE " + table + " (LIKE answer_row INCLUDING ALL)");
    handle.execute(
        "ALTER TABLE answer_row ATTACH PARTITION "
            + table
            + " FOR VALUES IN ('"
            + campaignId
            + "')");
  }

  void stop(CampaignStopped stopped) {
    stop(stopped.campaignId(), stopped.discardInFlight(), stopped.reason(), stopped.stoppedAt());
  }

  void stop(UUID id, boolean discardInFlight, String reason, Instant at) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(STOP)
                .bind("campaign_id", id)
                .bind("stopped_at", at)
                .bind("discard_in_flight", discardInFlight)
                .bind("end_reason", reason)
                .bind("now", clock.instant())
                .execute());
  }

  void archive(CampaignArchived archived) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(ARCHIVE)
                .bind("campaign_id", archived.campaignId())
                .bind("archived_at", archived.archivedAt())
                .execute());
  }

  Map<UUID, Campaign> find(Collection<UUID> campaignIds) {
    return find(FIND, campaignIds);
  }

  /** As they are until the end of the transaction. */
  Map<UUID, Campaign> hold(Collection<UUID> campaignIds) {
    return find(HOLD, campaignIds);
  }

  private Map<UUID, Campaign> find(String sql, Collection<UUID> campaignIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(sql)
                .bindArray("campaign_ids", UUID.class, campaignIds)
                .map((row, _) -> campaign(row))
                .stream()
                .collect(Collectors.toMap(Campaign::id, Function.identity())));
  }

  private static Campaign campaign(ResultSet row) throws SQLException {
    return new Campaign(
        row.getObject("campaign_id", UUID.class),
        instant(row, "live_until"),
        instant(row, "stopped_at"),
        row.getBoolean("discard_in_flight"),
        row.getInt("queries"),
        row.getLong("per_host_cap"),
        row.getLong("campaign_cap"),
        row.getLong("rows"),
        row.getBoolean("crossed"),
        row.getBoolean("rows_dropped"),
        row.getBoolean("hunt"),
        row.getBoolean("followed"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
