package mimir.campaign.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;

/** The moving numbers of many campaigns in one statement. */
@ApplicationScoped
public class ProgressTables {

  private static final String PROGRESS =
      """
      SELECT *, (SELECT count(DISTINCT type)
                 FROM campaign_query
                 WHERE campaign_query.campaign_id = campaign.campaign_id) AS query_types
      FROM campaign
      JOIN coverage USING (campaign_id)
      WHERE campaign_id = ANY(:campaign_ids)
      """;

  private final Jdbi jdbi;

  ProgressTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Of those that exist. */
  public Map<UUID, Progress> of(Collection<UUID> campaignIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PROGRESS)
                .bindArray("campaign_ids", UUID.class, campaignIds)
                .reduceRows(
                    new HashMap<UUID, Progress>(),
                    (all, row) -> {
                      all.put(row.getColumn("campaign_id", UUID.class), progress(row));
                      return all;
                    }));
  }

  private static Progress progress(RowView row) {
    return new Progress(
        new Progress.Numbers(
            CoverageTables.hosts(row),
            CoverageTables.coverage(row, row.getColumn("query_types", Integer.class)),
            CoverageTables.rows(row),
            row.getColumn("hosts_hit", Long.class)),
        new Progress.Standing(
            row.getColumn("status", String.class),
            row.getColumn("stopped_at", Instant.class),
            row.getColumn("stopped_by", String.class),
            row.getColumn("stop_reason", String.class)));
  }
}
