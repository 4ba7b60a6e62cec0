package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.campaign.launches.LaunchTables;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.CampaignWarned;
import mimir.contracts.campaign.CampaignEvent.Warning;
import mimir.contracts.campaign.CampaignKind;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The projection of a campaign's stream: the row, its warnings, and what the launch asks. */
@ApplicationScoped
class CampaignTables {

  private static final String INSERT =
      """
      INSERT INTO campaign (campaign_id, name, kind, status, created_by, launched_at, live_until,
                            expires_at, target_type, assigned_hosts, not_applicable_hosts,
                            saved_query_id, saved_query_name, hunt_id, per_host_cap, campaign_cap)
      VALUES (:campaign_id, :name, :kind, 'active', :created_by, :launched_at, :live_until,
              :expires_at, :target_type, :assigned_hosts, :not_applicable_hosts,
              :saved_query_id, :saved_query_name, :hunt_id, :per_host_cap, :campaign_cap)
      """;

  private static final String INSERT_WARNING =
      """
      INSERT INTO campaign_warning (campaign_id, place, code, message)
      VALUES (:campaign_id, :place, :code, :message)
      """;

  private static final String WARN =
      """
      INSERT INTO campaign_warning (campaign_id, place, code, message)
      SELECT :campaign_id, count(*), :code, :message
      FROM campaign_warning
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

  private final Jdbi jdbi;
  private final LaunchTables launches;

  CampaignTables(Jdbi jdbi, LaunchTables launches) {
    this.jdbi = jdbi;
    this.launches = launches;
  }

  void project(CampaignEvent event) {
    jdbi.useHandle(handle -> project(handle, List.of(event)));
  }

  /**
   * Many events at once, each stream's in their order. Kind by kind is such an order too: a launch
   * is a stream's first event, and nothing comes after an archiving.
   */
  void project(Handle handle, List<CampaignEvent> events) {
    insert(handle, only(CampaignLaunched.class, events));
    batch(handle, STOP, only(CampaignStopped.class, events), CampaignTables::bind);
    batch(
        handle,
        ARCHIVE,
        only(CampaignArchived.class, events),
        (batch, archived) -> batch.bind("campaign_id", archived.campaignId()));
    batch(
        handle,
        WARN,
        only(CampaignWarned.class, events),
        (batch, warned) ->
            batch
                .bind("campaign_id", warned.campaignId())
                .bind("code", warned.warning().code())
                .bind("message", warned.warning().message()));
  }

  private void insert(Handle handle, List<CampaignLaunched> launched) {
    batch(handle, INSERT, launched, CampaignTables::bind);
    launches.project(handle, launched.stream().map(CampaignTables::asked).toList());
    batch(
        handle,
        INSERT_WARNING,
        launched.stream().flatMap(CampaignTables::warnings).toList(),
        (batch, warned) ->
            batch
                .bind("campaign_id", warned.campaignId())
                .bind("place", warned.place())
                .bind("code", warned.warning().code())
                .bind("message", warned.warning().message()));
  }

  private static LaunchTables.Asked asked(CampaignLaunched launched) {
    return new LaunchTables.Asked(
        launched.campaignId(),
        launched.launchedAt(),
        launched.assignedHosts(),
        launched.kind() == CampaignKind.IOC_HUNT,
        launched.queries(),
        launched.iocs() == null ? List.of() : launched.iocs());
  }

  private record Warned(UUID campaignId, int place, Warning warning) {}

  private static Stream<Warned> warnings(CampaignLaunched launched) {
    List<Warning> warnings = launched.warnings() == null ? List.of() : launched.warnings();
    return IntStream.range(0, warnings.size())
        .mapToObj(place -> new Warned(launched.campaignId(), place, warnings.get(place)));
  }

  private static void bind(PreparedBatch batch, CampaignLaunched launched) {
    batch
        .bind("campaign_id", launched.campaignId())
        .bind("name", launched.name())
        .bind("kind", launched.kind().wire())
        .bind("created_by", launched.by())
        .bind("launched_at", launched.launchedAt())
        .bind("live_until", launched.liveUntil())
        .bind("expires_at", launched.expiresAt())
        .bind("target_type", launched.target().type())
        .bind("assigned_hosts", launched.assignedHosts())
        .bind("not_applicable_hosts", launched.notApplicableHosts())
        .bind("saved_query_id", launched.savedQuery() == null ? null : launched.savedQuery().id())
        .bind(
            "saved_query_name", launched.savedQuery() == null ? null : launched.savedQuery().name())
        .bind("hunt_id", launched.huntId())
        .bind("per_host_cap", launched.perHostCap())
        .bind("campaign_cap", launched.campaignCap());
  }

  private static void bind(PreparedBatch batch, CampaignStopped stopped) {
    batch
        .bind("campaign_id", stopped.campaignId())
        .bind("stopped_at", stopped.stoppedAt())
        .bind("stopped_by", stopped.by())
        .bind("stop_reason", stopped.reason())
        .bind("discard_in_flight", stopped.discardInFlight());
  }

  private static <T extends CampaignEvent> List<T> only(Class<T> type, List<CampaignEvent> events) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static <T> void batch(
      Handle handle, String sql, List<T> each, BiConsumer<PreparedBatch, T> bind) {
    if (each.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      for (T one : each) {
        bind.accept(batch, one);
        batch.add();
      }
      batch.execute();
    }
  }
}
