package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** How many rows each campaign has kept: one row, changed once by each transaction that adds. */
@ApplicationScoped
class RowCounters {

  private static final String MAKE =
      """
      INSERT INTO campaign_rows (campaign_id, cap)
      VALUES (:campaign_id, :cap)
      ON CONFLICT DO NOTHING
      """;

  private static final String ADD =
      """
      UPDATE campaign_rows
      SET rows = rows + :added
      WHERE campaign_id = :campaign_id AND rows + :added <= cap AND crossed_at IS NULL
      """;

  private static final String ADD_ALL =
      """
      UPDATE campaign_rows
      SET rows = campaign_rows.rows + more.added
      FROM unnest(:campaign_ids, :added) AS more (campaign_id, added)
      WHERE campaign_rows.campaign_id = more.campaign_id
        AND campaign_rows.rows + more.added <= campaign_rows.cap
        AND campaign_rows.crossed_at IS NULL
      """;

  private static final String LOCK =
      """
      SELECT campaign_id, cap, rows, crossed_at IS NOT NULL AS crossed
      FROM campaign_rows
      WHERE campaign_id = ANY (:campaign_ids)
      ORDER BY campaign_id
      FOR UPDATE
      """;

  private static final String SET =
      """
      UPDATE campaign_rows
      SET rows = :rows, crossed_at = coalesce(crossed_at, :crossed_at)
      WHERE campaign_id = :campaign_id
      """;

  private static final String TAKE_OFF =
      """
      UPDATE campaign_rows
      SET rows = rows - :gone, taken_back = taken_back + 1
      WHERE campaign_id = :campaign_id
      """;

  private final Jdbi jdbi;

  RowCounters(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** A counter that is locked until the end of the transaction. */
  static final class Counter {
    private final long cap;
    private long rows;
    private boolean crossed;
    private boolean crossedNow;

    private Counter(long cap, long rows, boolean crossed) {
      this.cap = cap;
      this.rows = rows;
      this.crossed = crossed;
    }

    long cap() {
      return cap;
    }

    long rows() {
      return rows;
    }

    boolean crossed() {
      return crossed;
    }

    /** By this transaction. */
    boolean crossedNow() {
      return crossedNow;
    }

    /** Counts what is kept of an answer. */
    RowCaps.Kept keep(long sent, long hostLeft) {
      var kept = RowCaps.kept(sent, hostLeft, cap - rows);
      rows += kept.rows();
      crossedNow |= kept.crosses();
      crossed |= kept.crosses();
      return kept;
    }
  }

  void make(UUID campaignId, long cap) {
    jdbi.useHandle(
        handle ->
            handle.createUpdate(MAKE).bind("campaign_id", campaignId).bind("cap", cap).execute());
  }

  /** False, and nothing is changed, when that would cross the cap or it was crossed before. */
  boolean add(UUID campaignId, long rows) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(ADD)
                    .bind("campaign_id", campaignId)
                    .bind("added", rows)
                    .execute())
        == 1;
  }

  /**
   * Adds to each of them, in two statements at most.
   *
   * @return false when one of them would cross its cap or has crossed it; others may be changed
   *     then, so the transaction has to be given up
   */
  boolean add(Map<UUID, Long> rows) {
    if (rows.size() == 1) {
      return rows.entrySet().stream().allMatch(one -> add(one.getKey(), one.getValue()));
    }
    lock(rows.keySet());
    int added =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(ADD_ALL)
                    .bindArray("campaign_ids", UUID.class, rows.keySet())
                    .bindArray("added", Long.class, rows.values())
                    .execute());
    return added == rows.size();
  }

  /** In the order of their ids, so that nobody waits in a circle. */
  Map<UUID, Counter> lock(Collection<UUID> campaignIds) {
    var counters = new TreeMap<UUID, Counter>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(LOCK)
                .bindArray("campaign_ids", UUID.class, campaignIds)
                .map(
                    (row, _) ->
                        Map.entry(
                            row.getObject("campaign_id", UUID.class),
                            new Counter(
                                row.getLong("cap"),
                                row.getLong("rows"),
                                row.getBoolean("crossed"))))
                .forEach(entry -> counters.put(entry.getKey(), entry.getValue())));
    return counters;
  }

  void save(Map<UUID, Counter> counters, Instant now) {
    jdbi.useHandle(
        handle -> {
          var batch = handle.prepareBatch(SET);
          counters.forEach(
              (campaignId, counter) ->
                  batch
                      .bind("campaign_id", campaignId)
                      .bind("rows", counter.rows())
                      .bind("crossed_at", counter.crossedNow() ? now : null)
                      .add());
          batch.execute();
        });
  }

  /** Rows that were taken back. */
  void takeOff(UUID campaignId, long rows) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(TAKE_OFF)
                .bind("campaign_id", campaignId)
                .bind("gone", rows)
                .execute());
  }
}
