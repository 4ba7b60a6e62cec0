package mimir.campaign.hunts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import mimir.campaign.launches.LaunchTables;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.HuntEvent.HuntCancelled;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.HuntEvent.HuntWindowEnded;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The hunts: a projection of their streams, and the SQL of their list. */
@ApplicationScoped
class HuntTables {

  private static final String INSERT =
      """
      INSERT INTO hunt (hunt_id, name, created_by, launched_at, live_until, target_type,
                        hosts_seen_within_days, campaign_id, assigned_hosts, not_applicable_hosts)
      VALUES (:hunt_id, :name, :created_by, :launched_at, :live_until, :target_type,
              :hosts_seen_within_days, :campaign_id, :assigned_hosts, :not_applicable_hosts)
      """;

  private static final String CANCEL =
      """
      UPDATE hunt
      SET cancelled_at = :at, cancelled_by = :by
      WHERE hunt_id = :hunt_id
      """;

  private static final String END_WINDOW =
      """
      UPDATE hunt
      SET window_ended_at = :at
      WHERE hunt_id = :hunt_id
      """;

  // Its hosts are counted where its campaign's are, or under its own id.
  private static final String SHOWN =
      """
      SELECT hunt.*, coverage.hosts, coverage.hosts_responded, coverage.hosts_errored,
             coverage.hosts_cancelled, coverage.hosts_hit, coverage.as_of,
             coalesce(chunk_progress.published, 0) > 0 AS published,
             (SELECT count(*) FROM frozen_ioc WHERE launch_id = coverage.campaign_id) AS indicators
      FROM hunt
      JOIN coverage ON coverage.campaign_id = coalesce(hunt.campaign_id, hunt.hunt_id)
      LEFT JOIN chunk_progress ON chunk_progress.campaign_id = coverage.campaign_id
      """;

  private static final String FIND =
      SHOWN
          + """
            WHERE hunt.hunt_id = :hunt_id
            """;

  private static final String LIST =
      SHOWN
          + """
            WHERE (CAST(:q AS text) IS NULL OR strpos(lower(hunt.name), lower(:q)) > 0)
              AND (CAST(:before AS uuid) IS NULL OR hunt.hunt_id < CAST(:before AS uuid))
            ORDER BY hunt.hunt_id DESC
            LIMIT :limit
            """;

  private static final String WINDOWS_OVER =
      """
      SELECT hunt_id
      FROM hunt
      WHERE campaign_id IS NULL AND window_ended_at IS NULL AND cancelled_at IS NULL
        AND live_until <= :now
      ORDER BY live_until
      LIMIT :batch
      """;

  private final Jdbi jdbi;
  private final LaunchTables launches;

  HuntTables(Jdbi jdbi, LaunchTables launches) {
    this.jdbi = jdbi;
    this.launches = launches;
  }

  void project(HuntEvent event) {
    jdbi.useHandle(handle -> project(handle, List.of(event)));
  }

  /** Many events at once; a launch is a stream's first event. */
  void project(Handle handle, List<HuntEvent> events) {
    List<HuntLaunched> launched = only(HuntLaunched.class, events);
    batch(handle, INSERT, launched, HuntTables::bind);
    launches.project(
        handle, launched.stream().filter(HuntLaunched::liveOnly).map(HuntTables::asked).toList());
    batch(
        handle,
        CANCEL,
        only(HuntCancelled.class, events),
        (batch, cancelled) ->
            batch
                .bind("hunt_id", cancelled.huntId())
                .bind("at", cancelled.at())
                .bind("by", cancelled.by()));
    batch(
        handle,
        END_WINDOW,
        only(HuntWindowEnded.class, events),
        (batch, ended) -> batch.bind("hunt_id", ended.huntId()).bind("at", ended.at()));
  }

  private static LaunchTables.Asked asked(HuntLaunched launched) {
    return new LaunchTables.Asked(
        launched.huntId(),
        launched.launchedAt(),
        launched.assignedHosts(),
        true,
        launched.queries(),
        launched.iocs());
  }

  private static void bind(PreparedBatch batch, HuntLaunched launched) {
    batch
        .bind("hunt_id", launched.huntId())
        .bind("name", launched.name())
        .bind("created_by", launched.by())
        .bind("launched_at", launched.launchedAt())
        .bind("live_until", launched.liveUntil())
        .bind("target_type", launched.target().type())
        .bind("hosts_seen_within_days", launched.hostsSeenWithinDays())
        .bind("campaign_id", launched.campaignId())
        .bind("assigned_hosts", launched.assignedHosts())
        .bind("not_applicable_hosts", launched.notApplicableHosts());
  }

  private static <T extends HuntEvent> List<T> only(Class<T> type, List<HuntEvent> events) {
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

  Optional<ShownHunt> find(UUID huntId, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(FIND).bind("hunt_id", huntId).map(row -> shown(row, now)).findOne());
  }

  /**
   * Newest first: ids of version 7 are in the order of launches.
   *
   * @param q a part of the name, in any case; null for all
   * @param before the last id of the page before; null for the first page
   */
  List<ShownHunt> list(String q, UUID before, int limit, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("q", q)
                .bind("before", before)
                .bind("limit", limit)
                .map(row -> shown(row, now))
                .list());
  }

  /** Live-only hunts whose window is over and that was not said yet. */
  List<UUID> windowsOver(Instant now, int batch) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(WINDOWS_OVER)
                .bind("now", now)
                .bind("batch", batch)
                .mapTo(UUID.class)
                .list());
  }

  private static ShownHunt shown(RowView row, Instant now) {
    var hosts =
        new HuntStatus.Progress(
            row.getColumn("published", Boolean.class),
            row.getColumn("hosts", Long.class),
            row.getColumn("hosts_responded", Long.class),
            row.getColumn("hosts_errored", Long.class),
            row.getColumn("hosts_cancelled", Long.class));
    Instant launchedAt = row.getColumn("launched_at", Instant.class);
    Instant liveUntil = row.getColumn("live_until", Instant.class);
    Instant cancelledAt = row.getColumn("cancelled_at", Instant.class);
    return new ShownHunt(
        row.getColumn("hunt_id", UUID.class),
        row.getColumn("name", String.class),
        HuntStatus.of(hosts, cancelledAt != null, liveUntil, now),
        row.getColumn("campaign_id", UUID.class),
        launchedAt,
        row.getColumn("created_by", String.class),
        liveUntil,
        Duration.between(launchedAt, liveUntil).toMinutes(),
        row.getColumn("hosts_seen_within_days", Integer.class),
        row.getColumn("target_type", String.class),
        row.getColumn("indicators", Long.class),
        hosts.assigned(),
        hosts.responded(),
        row.getColumn("hosts_hit", Long.class),
        hosts.errored(),
        hosts.cancelled(),
        row.getColumn("not_applicable_hosts", Long.class),
        row.getColumn("as_of", Instant.class),
        cancelledAt,
        row.getColumn("cancelled_by", String.class));
  }
}
