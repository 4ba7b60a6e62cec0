package mimir.ingest.rows;

import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Campaigns, answers and rows as intake would have stored them. */
public final class SeededRows {

  public static void campaign(Jdbi jdbi, UUID campaign) {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              INSERT INTO campaign (campaign_id, kind, launched_at, live_until, per_host_cap,
                                    campaign_cap, queries)
              VALUES (?, 'osquery', now(), now(), 50000, 10000000, 1)
              """,
              campaign);
          handle.execute("INSERT INTO campaign_rows VALUES (?, 10000000)", campaign);
          handle.execute(
              "CREATE TABLE answer_row_%s PARTITION OF answer_row FOR VALUES IN ('%s')"
                  .formatted(campaign.toString().replace("-", ""), campaign));
        });
  }

  public static void rows(Jdbi jdbi, UUID campaign, UUID host, UUID query, int count) {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, rows, truncated,
                                  late, received_at, responded_at, nul_replaced)
              VALUES (?, ?, ?, 'stored', 0, ?, false, false, '2026-11-20T10:00:00Z',
                      '2026-11-20T10:00:00Z', 0)
              """,
              campaign,
              host,
              query,
              count);
          handle.execute(
              """
              INSERT INTO answer_row (campaign_id, host_id, query_id, row_no, columns)
              SELECT ?, ?, ?, n, CAST('{"z":"=cmd()","a":"' || n || '"}' AS json)
              FROM generate_series(0, ? - 1) AS n
              """,
              campaign,
              host,
              query,
              count);
        });
    columns(jdbi, campaign);
  }

  /** Those of the rows. */
  public static void columns(Jdbi jdbi, UUID campaign) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO campaign_column VALUES (?, 'z', 0), (?, 'a', 1) ON CONFLICT DO NOTHING",
                campaign,
                campaign));
  }

  private SeededRows() {}
}
