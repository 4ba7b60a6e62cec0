package mimir.campaign.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/** Folds a batch of ends into the counters, in one statement. */
@ApplicationScoped
class FoldEnds {

  // OLD is NULL for a new row. The counters move by what the change makes of a difference, so the
  // same end again, or one of a lower rank, moves nothing.
  // The joins with assigned_host and campaign_query drop ends of hosts that were never asked, or
  // not
  // that query. Each is looked up by the
  // whole key, which LIMIT 1 sees to: until the hosts of a new campaign are in the statistics, a
  // plain join may read all of them for every one.
  // What a hit is depends on what was launched: a match, or a row. A match stays one when its
  // answer is taken back, since its alert does.
  // The coverage rows are locked first and in order: two consumers fold at once, and batches over
  // several campaigns would else wait for each other in a circle.
  private static final String FOLD =
      """
      WITH locked AS (
          SELECT campaign_id, hit_by_match
          FROM coverage
          WHERE campaign_id = ANY(:campaign_ids)
          ORDER BY campaign_id
          FOR UPDATE
      ),
      change AS (
          INSERT INTO ended_assignment AS known
              (campaign_id, host_id, query_id, rank, late, hit, rows, at, folded_at)
          SELECT ended.campaign_id, ended.host_id, ended.query_id, ended.rank, ended.late,
                 CASE WHEN locked.hit_by_match THEN ended.matched ELSE ended.rows > 0 END,
                 ended.rows, ended.at, :now
          FROM unnest(:campaign_ids, :host_ids, :query_ids, :ranks, :lates, :matched, :rows, :ats)
              AS ended (campaign_id, host_id, query_id, rank, late, matched, rows, at)
          JOIN locked ON locked.campaign_id = ended.campaign_id
          JOIN LATERAL (
              SELECT query_group
              FROM assigned_host
              WHERE assigned_host.campaign_id = ended.campaign_id
                AND assigned_host.host_id = ended.host_id
              LIMIT 1
          ) AS asked ON true
          JOIN campaign_query
              ON campaign_query.campaign_id = ended.campaign_id
              AND campaign_query.query_id = ended.query_id
              AND asked.query_group = ANY (campaign_query.query_groups)
          ORDER BY ended.campaign_id, ended.host_id, ended.query_id
          ON CONFLICT (campaign_id, host_id, query_id) DO UPDATE
          SET rank = excluded.rank,
              late = excluded.late,
              hit = excluded.hit
                  OR (excluded.rank = 4 AND known.hit
                      AND (SELECT hit_by_match
                           FROM coverage
                           WHERE coverage.campaign_id = known.campaign_id)),
              rows = excluded.rows,
              at = excluded.at,
              folded_at = greatest(known.folded_at, excluded.folded_at)
          WHERE excluded.rank > known.rank
          RETURNING known.campaign_id, known.host_id,
              (NEW.rank = 3)::integer - coalesce((OLD.rank = 3)::integer, 0) AS responded,
              (NEW.rank = 2)::integer - coalesce((OLD.rank = 2)::integer, 0) AS errored,
              (NEW.rank IN (1, 4))::integer
                  - coalesce((OLD.rank IN (1, 4))::integer, 0) AS cancelled,
              NEW.late::integer - coalesce(OLD.late::integer, 0) AS late,
              NEW.hit::integer - coalesce(OLD.hit::integer, 0) AS hits,
              NEW.rows - coalesce(OLD.rows, 0) AS rows
      ),
      host_change AS (
          INSERT INTO host_coverage AS known
              (campaign_id, host_id, queries, responded, errored, cancelled, hits)
          SELECT change.campaign_id, change.host_id, assigned_host.queries,
                 sum(change.responded), sum(change.errored), sum(change.cancelled),
                 sum(change.hits)
          FROM change
          JOIN assigned_host USING (campaign_id, host_id)
          GROUP BY change.campaign_id, change.host_id, assigned_host.queries
          ORDER BY change.campaign_id, change.host_id
          ON CONFLICT (campaign_id, host_id) DO UPDATE
          SET responded = known.responded + excluded.responded,
              errored = known.errored + excluded.errored,
              cancelled = known.cancelled + excluded.cancelled,
              hits = known.hits + excluded.hits
          RETURNING known.campaign_id,
              (NEW.state = 'responded')::integer
                  - coalesce((OLD.state = 'responded')::integer, 0) AS responded,
              (NEW.state = 'errored')::integer
                  - coalesce((OLD.state = 'errored')::integer, 0) AS errored,
              (NEW.state = 'cancelled')::integer
                  - coalesce((OLD.state = 'cancelled')::integer, 0) AS cancelled,
              (NEW.hits > 0)::integer - coalesce((OLD.hits > 0)::integer, 0) AS hit
      ),
      total AS (
          SELECT campaign_id, sum(responded) AS responded, sum(errored) AS errored,
                 sum(cancelled) AS cancelled, sum(late) AS late, sum(rows) AS rows
          FROM change
          GROUP BY campaign_id
      ),
      host_total AS (
          SELECT campaign_id, sum(responded) AS responded, sum(errored) AS errored,
                 sum(cancelled) AS cancelled, sum(hit) AS hit
          FROM host_change
          GROUP BY campaign_id
      )
      UPDATE coverage
      SET responded = coverage.responded + total.responded,
          errored = coverage.errored + total.errored,
          cancelled = coverage.cancelled + total.cancelled,
          late = coverage.late + total.late,
          rows_kept = coverage.rows_kept + total.rows,
          hosts_responded = coverage.hosts_responded + host_total.responded,
          hosts_errored = coverage.hosts_errored + host_total.errored,
          hosts_cancelled = coverage.hosts_cancelled + host_total.cancelled,
          hosts_hit = coverage.hosts_hit + host_total.hit,
          as_of = greatest(coverage.as_of, :now)
      FROM total
      JOIN host_total USING (campaign_id)
      WHERE coverage.campaign_id = total.campaign_id
      """;

  private final Jdbi jdbi;

  FoldEnds(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** No assignment twice in one batch: see {@link EndedAssignment#merge}. */
  void fold(List<EndedAssignment> ends, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(FOLD)
                .bindArray("campaign_ids", UUID.class, each(ends, EndedAssignment::campaignId))
                .bindArray("host_ids", UUID.class, each(ends, EndedAssignment::hostId))
                .bindArray("query_ids", UUID.class, each(ends, EndedAssignment::queryId))
                .bindArray("ranks", Integer.class, each(ends, end -> end.rank().number()))
                .bindArray("lates", Boolean.class, each(ends, EndedAssignment::late))
                .bindArray("matched", Boolean.class, each(ends, EndedAssignment::matched))
                .bindArray("rows", Long.class, each(ends, EndedAssignment::rows))
                .bindArray("ats", Instant.class, each(ends, EndedAssignment::at))
                .bind("now", now)
                .execute());
  }

  private static <T> List<T> each(List<EndedAssignment> ends, Function<EndedAssignment, T> field) {
    return ends.stream().map(field).toList();
  }
}
