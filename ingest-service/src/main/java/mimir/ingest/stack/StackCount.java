package mimir.ingest.stack;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import mimir.ingest.stack.StackTables.Stack;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Counts a column's values. */
@ApplicationScoped
class StackCount {

  // A hash of both, so that only calls for one column of one campaign wait for each other.
  private static final String LOCK =
      """
      SELECT 1
      FROM pg_advisory_xact_lock(hashtextextended(:name, hashtext(CAST(:campaign_id AS text))))
      """;

  static final String TAKEN_BACK =
      """
      SELECT taken_back
      FROM campaign_rows
      WHERE campaign_id = :campaign_id
      """;

  private static final String FORGET_OTHERS =
      """
      DELETE FROM stack
      WHERE campaign_id = :campaign_id AND name = :name AND taken_back <> :taken_back
      """;

  // Groups of a million rows in memory, and not on disk.
  private static final String ROOM = "SET LOCAL work_mem = '128MB'";

  // One statement, and so one snapshot, which is kept with what was counted in it. All rows of a
  // host with something new are read: a value that it had before does not make another host. By
  // their key (OFFSET keeps the planner from joining): it cannot know how few these hosts are.
  private static final String COUNT =
      """
      WITH before AS MATERIALIZED (
          SELECT snapshot
          FROM stack
          WHERE campaign_id = :campaign_id AND name = :name
      ),
      fresh AS MATERIALIZED (
          SELECT host_id, query_id
          FROM answer
          LEFT JOIN before ON true
          WHERE campaign_id = :campaign_id
            AND rows > 0
            AND (before.snapshot IS NULL
                 OR NOT pg_visible_in_snapshot(answer.stored_in, before.snapshot))
      ),
      touched AS MATERIALIZED (
          SELECT DISTINCT host_id
          FROM fresh
      ),
      cell AS (
          SELECT answer_row.host_id,
                 answer_row.columns ->> :name AS value,
                 fresh.host_id IS NOT NULL AS is_fresh
          FROM touched
          CROSS JOIN LATERAL (
              SELECT host_id, query_id, columns
              FROM answer_row
              WHERE campaign_id = :campaign_id AND answer_row.host_id = touched.host_id
              OFFSET 0) AS answer_row
          LEFT JOIN fresh
              ON fresh.host_id = answer_row.host_id AND fresh.query_id = answer_row.query_id
      ),
      by_host AS (
          SELECT value, host_id, count(*) FILTER (WHERE is_fresh) AS rows,
                 bool_and(is_fresh) AS host_is_fresh
          FROM cell
          GROUP BY value, host_id
      ),
      added AS (
          SELECT value, sum(rows) AS rows, count(*) FILTER (WHERE host_is_fresh) AS hosts,
                 any_value(host_id) AS example_host_id
          FROM by_host
          WHERE rows > 0
          GROUP BY value
      ),
      told AS (
          INSERT INTO stack (campaign_id, name, snapshot, taken_back, rows, hosts, counted_at)
          SELECT :campaign_id, :name, pg_current_snapshot(),
                 (SELECT taken_back FROM campaign_rows WHERE campaign_id = :campaign_id),
                 coalesce(sum(rows), 0), count(DISTINCT host_id), :now
          FROM answer
          WHERE campaign_id = :campaign_id AND rows > 0
          ON CONFLICT (campaign_id, name) DO UPDATE
          SET snapshot = excluded.snapshot, rows = excluded.rows, hosts = excluded.hosts,
              taken_back = excluded.taken_back, counted_at = excluded.counted_at
      )
      INSERT INTO stack_value (campaign_id, name, value_key, value, value_cut, hosts, rows,
                               example_host_id)
      SELECT :campaign_id, :name,
             coalesce(sha256(convert_to(value, 'UTF8')), ''),
             left(value, :value_max), coalesce(length(value) > :value_max, false),
             hosts, rows, example_host_id
      FROM added
      ON CONFLICT (campaign_id, name, value_key) DO UPDATE
      SET hosts = stack_value.hosts + excluded.hosts, rows = stack_value.rows + excluded.rows
      """;

  /** A first count of ten million rows takes half a minute. */
  private static final Duration COUNT_MAX = Duration.ofMinutes(10);

  private static final Logger LOG = Logger.getLogger(StackTables.class);

  private final Jdbi jdbi;
  private final InstantSource clock;

  StackCount(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Answers were taken back between the two looks of one count. */
  private static final class TakenBackMeanwhile extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Counts what is new. */
  Stack count(UUID campaignId, String name) {
    while (true) {
      try {
        return QuarkusTransaction.requiringNew()
            .timeout((int) COUNT_MAX.toSeconds())
            .call(() -> jdbi.withHandle(handle -> count(handle, campaignId, name)));
      } catch (TakenBackMeanwhile e) {
        LOG.debugf(e, "campaign %s: column %s is counted again", campaignId, name);
      }
    }
  }

  private Stack count(Handle handle, UUID campaignId, String name) {
    handle
        .createQuery(LOCK)
        .bind("name", name)
        .bind("campaign_id", campaignId)
        .mapTo(Integer.class)
        .one();
    handle.execute(ROOM);
    int takenBack =
        handle.createQuery(TAKEN_BACK).bind("campaign_id", campaignId).mapTo(Integer.class).one();
    handle
        .createUpdate(FORGET_OTHERS)
        .bind("campaign_id", campaignId)
        .bind("name", name)
        .bind("taken_back", takenBack)
        .execute();
    handle
        .createUpdate(COUNT)
        .bind("campaign_id", campaignId)
        .bind("name", name)
        .bind("now", clock.instant())
        .bind("value_max", StackTables.VALUE_MAX)
        .execute();
    return StackTables.find(handle, campaignId, name, takenBack)
        .orElseThrow(TakenBackMeanwhile::new);
  }
}
