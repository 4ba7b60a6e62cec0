package mimir.campaign.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import org.jdbi.v3.core.Handle;

/**
 * Counts again, from the ends themselves, what {@link FoldEnds} had counted one batch after the
 * other: the same rows, whatever order the ends had come in.
 */
@ApplicationScoped
public class RecountCoverage {

  private static final String CLEAR_HOSTS =
      """
      DELETE FROM host_coverage
      """;

  private static final String CLEAR =
      """
      DELETE FROM coverage
      """;

  private static final String HOSTS =
      """
      INSERT INTO host_coverage
          (campaign_id, host_id, queries, responded, errored, cancelled, hits)
      SELECT campaign_id, host_id, assigned_host.queries,
             count(*) FILTER (WHERE ended_assignment.rank = 3),
             count(*) FILTER (WHERE ended_assignment.rank = 2),
             count(*) FILTER (WHERE ended_assignment.rank IN (1, 4)),
             count(*) FILTER (WHERE ended_assignment.hit)
      FROM ended_assignment
      JOIN assigned_host USING (campaign_id, host_id)
      GROUP BY campaign_id, host_id, assigned_host.queries
      """;

  // As of the last fold that changed something; before the first one, as of the launch.
  private static final String TOTALS =
      """
      WITH total AS (
          SELECT campaign_id,
                 count(*) FILTER (WHERE rank = 3) AS responded,
                 count(*) FILTER (WHERE rank = 2) AS errored,
                 count(*) FILTER (WHERE rank IN (1, 4)) AS cancelled,
                 count(*) FILTER (WHERE late) AS late,
                 sum(rows) AS rows,
                 max(folded_at) AS folded_at
          FROM ended_assignment
          GROUP BY campaign_id
      ),
      host_total AS (
          SELECT campaign_id,
                 count(*) FILTER (WHERE state = 'responded') AS responded,
                 count(*) FILTER (WHERE state = 'errored') AS errored,
                 count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
                 count(*) FILTER (WHERE hits > 0) AS hit
          FROM host_coverage
          GROUP BY campaign_id
      )
      UPDATE coverage
      SET responded = total.responded,
          errored = total.errored,
          cancelled = total.cancelled,
          late = total.late,
          rows_kept = total.rows,
          hosts_responded = host_total.responded,
          hosts_errored = host_total.errored,
          hosts_cancelled = host_total.cancelled,
          hosts_hit = host_total.hit,
          as_of = greatest(coverage.as_of, total.folded_at)
      FROM total
      JOIN host_total USING (campaign_id)
      WHERE coverage.campaign_id = total.campaign_id
      """;

  /** In the caller's transaction, in which nobody else may fold. */
  public void clear(Handle handle) {
    handle.execute(CLEAR_HOSTS);
    handle.execute(CLEAR);
  }

  /** Once every campaign has its empty coverage again. */
  public void recount(Handle handle) {
    handle.execute(HOSTS);
    handle.execute(TOTALS);
  }
}
