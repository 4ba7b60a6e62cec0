package mimir.ingest.columns;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.jdbi.v3.core.Jdbi;

/** Keeps and tells the names of campaigns' columns. */
@ApplicationScoped
public class ColumnTables {
  /** Of one campaign: osquery's widest tables have a hundred; a hostile host makes them up. */
  public static final int KEPT_MAX = 1_000;

  /** Campaigns whose names this process remembers to have kept; then it forgets all and asks. */
  private static final int REMEMBERED_MAX = 1_000;

  // What is beyond the limit becomes the one row without a name.
  private static final String KEEP =
      """
      INSERT INTO campaign_column (campaign_id, name, position)
      SELECT :campaign_id,
             CASE WHEN row_number() OVER (ORDER BY seen.position, seen.name)
                       + (SELECT count(*) FROM campaign_column WHERE campaign_id = :campaign_id)
                       <= :max
                  THEN seen.name END,
             seen.position
      FROM unnest(:names, :positions) AS seen (name, position)
      WHERE NOT EXISTS (
          SELECT
          FROM campaign_column
          WHERE campaign_id = :campaign_id AND name IS NOT DISTINCT FROM seen.name)
      ORDER BY seen.name
      ON CONFLICT DO NOTHING
      """;

  private static final String OF =
      """
      SELECT name
      FROM campaign_column
      WHERE campaign_id = :campaign_id
      ORDER BY position, name
      """;

  private static final String FORGET =
      """
      DELETE FROM campaign_column
      WHERE campaign_id = :campaign_id
      """;

  private final Jdbi jdbi;
  private final Map<UUID, Set<String>> kept = new ConcurrentHashMap<>();

  ColumnTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The columns of a campaign's rows.
   *
   * @param leftOut whether some rows have columns that are not among the names
   */
  public record Columns(List<String> names, boolean leftOut) {}

  /**
   * Keeps the names in a transaction of its own, so that nobody waits for the batch that saw them
   * first; a name whose rows are never stored is an empty column.
   */
  public void keep(UUID campaignId, SeenColumns seen) {
    Map<String, Integer> positions = seen.positions(StorableText::of);
    if (kept.size() > REMEMBERED_MAX) {
      kept.clear();
    }
    Set<String> known = kept.computeIfAbsent(campaignId, _ -> ConcurrentHashMap.newKeySet());
    if (!seen.leftOut() && known.containsAll(positions.keySet())) {
      return;
    }
    var names = new ArrayList<>(positions.keySet());
    var places = new ArrayList<>(positions.values());
    if (seen.leftOut()) {
      names.add(null);
      places.add(Integer.MAX_VALUE);
    }
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                jdbi.useHandle(
                    handle ->
                        handle
                            .createUpdate(KEEP)
                            .bind("campaign_id", campaignId)
                            .bindArray("names", String.class, names)
                            .bindArray("positions", Integer.class, places)
                            .bind("max", KEPT_MAX)
                            .execute()));
    known.addAll(positions.keySet());
  }

  public Columns of(UUID campaignId) {
    var names = new ArrayList<String>();
    boolean leftOut = false;
    for (String name : all(campaignId)) {
      if (name == null) {
        leftOut = true;
      } else {
        names.add(name);
      }
    }
    return new Columns(List.copyOf(names), leftOut);
  }

  /** Refuses a column that no row has, so that nobody makes the database look for it. */
  public void check(UUID campaignId, String column) {
    List<String> names = of(campaignId).names();
    if (column == null || !names.contains(column)) {
      throw new Refused(
          ErrorCode.INVALID_FIELD,
          "column is one of the columns of this campaign's rows.",
          Map.of("field", "column", "columns", names));
    }
  }

  /** When a campaign's rows are gone. */
  public void forget(UUID campaignId) {
    jdbi.useHandle(handle -> handle.createUpdate(FORGET).bind("campaign_id", campaignId).execute());
    kept.remove(campaignId);
  }

  private List<String> all(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OF)
                .bind("campaign_id", campaignId)
                .map(row -> row.getColumn("name", String.class))
                .list());
  }
}
