package mimir.campaign.live;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.campaign.launches.LaunchTables;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryEnded;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The live queries: a projection of their streams. */
@ApplicationScoped
class LiveQueryTables {

  private static final String INSERT =
      """
      INSERT INTO live_query (live_query_id, created_by, launched_at, live_until, assigned_hosts)
      VALUES (:id, :created_by, :launched_at, :live_until, :assigned_hosts)
      """;

  private static final String END =
      """
      UPDATE live_query
      SET ended_by = :ended_by, ended_at = :at
      WHERE live_query_id = :id
      """;

  // Those that may be over: all of their assignments have ended, or their window has.
  private static final String DUE =
      """
      SELECT live_query_id, live_until,
             coverage.assigned - coverage.responded - coverage.errored - coverage.cancelled AS open
      FROM live_query
      JOIN coverage ON coverage.campaign_id = live_query.live_query_id
      WHERE ended_at IS NULL
        AND (live_until <= :now
             OR coverage.assigned = coverage.responded + coverage.errored + coverage.cancelled)
      ORDER BY live_until
      LIMIT :batch
      """;

  private final Jdbi jdbi;
  private final LaunchTables launches;

  LiveQueryTables(Jdbi jdbi, LaunchTables launches) {
    this.jdbi = jdbi;
    this.launches = launches;
  }

  void project(LiveQueryEvent event) {
    jdbi.useHandle(handle -> project(handle, event));
  }

  void project(Handle handle, LiveQueryEvent event) {
    switch (event) {
      case LiveQueryLaunched launched -> {
        handle
            .createUpdate(INSERT)
            .bind("id", launched.liveQueryId())
            .bind("created_by", launched.by())
            .bind("launched_at", launched.launchedAt())
            .bind("live_until", launched.liveUntil())
            .bind("assigned_hosts", launched.assignedHosts())
            .execute();
        launches.project(
            handle,
            List.of(
                new LaunchTables.Asked(
                    launched.liveQueryId(),
                    launched.launchedAt(),
                    launched.assignedHosts(),
                    false,
                    List.of(launched.query()),
                    List.of())));
      }
      case LiveQueryEnded ended ->
          handle
              .createUpdate(END)
              .bind("id", ended.liveQueryId())
              .bind("ended_by", ended.end().wire())
              .bind("at", ended.at())
              .execute();
    }
  }

  /**
   * @param open assignments that have not ended
   */
  record Due(UUID id, Instant liveUntil, long open) {}

  List<Due> due(Instant now, int batch) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(DUE)
                .bind("now", now)
                .bind("batch", batch)
                .map(
                    row ->
                        new Due(
                            row.getColumn("live_query_id", UUID.class),
                            row.getColumn("live_until", Instant.class),
                            row.getColumn("open", Long.class)))
                .list());
  }
}
