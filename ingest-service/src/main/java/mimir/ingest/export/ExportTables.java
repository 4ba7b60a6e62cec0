package mimir.ingest.export;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** A campaign's answers at one moment. */
@ApplicationScoped
class ExportTables {

  // The snapshot is that of the statement itself: the sum is of exactly these answers.
  private static final String CUT =
      """
      SELECT CAST(pg_current_snapshot() AS text) AS snapshot, coalesce(sum(answer.rows), 0) AS rows
      FROM answer
      WHERE campaign_id = :campaign_id
      """;

  private static final String CUT_OF_HOST = CUT + "  AND host_id = :host_id\n";

  private static final String ANSWERS =
      """
      SELECT answer.host_id, coalesce(host.hostname, '') AS hostname, answer.query_id
      FROM answer
      LEFT JOIN host USING (host_id)
      WHERE answer.campaign_id = :campaign_id
        AND (answer.host_id, answer.query_id) > (:after_host, :after_query)
        AND answer.host_id <= :last_host
        AND answer.rows > 0
        AND pg_visible_in_snapshot(answer.stored_in, CAST(:snapshot AS pg_snapshot))
      ORDER BY answer.host_id, answer.query_id
      LIMIT :limit
      """;

  private static final UUID FIRST_ID = new UUID(0, 0);
  private static final UUID LAST_ID = new UUID(-1, -1);

  private final Jdbi jdbi;
  private final InstantSource clock;

  ExportTables(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * The answers that are there now.
   *
   * @param hostId null for all hosts
   */
  Cut cut(UUID campaignId, UUID hostId) {
    Instant at = clock.instant();
    return jdbi.withHandle(
        handle -> {
          var query =
              handle
                  .createQuery(hostId == null ? CUT : CUT_OF_HOST)
                  .bind("campaign_id", campaignId);
          if (hostId != null) {
            query.bind("host_id", hostId);
          }
          return query
              .map(
                  row ->
                      new Cut(
                          campaignId,
                          hostId,
                          at,
                          row.getColumn("snapshot", String.class),
                          row.getColumn("rows", Long.class)))
              .one();
        });
  }

  /**
   * The next answers with rows, in the order of their keys.
   *
   * @param after null for the first ones
   */
  List<CutAnswer> answers(Cut cut, CutAnswer after, int limit) {
    UUID hostId = cut.hostId();
    UUID first = hostId == null ? FIRST_ID : hostId;
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ANSWERS)
                .bind("campaign_id", cut.campaignId())
                .bind("after_host", after == null ? first : after.hostId())
                .bind("after_query", after == null ? FIRST_ID : after.queryId())
                .bind("last_host", hostId == null ? LAST_ID : hostId)
                .bind("snapshot", cut.snapshot())
                .bind("limit", limit)
                .map(
                    row ->
                        new CutAnswer(
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("hostname", String.class),
                            row.getColumn("query_id", UUID.class)))
                .collect(Collectors.toCollection(ArrayList::new)));
  }
}
