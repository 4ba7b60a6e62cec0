package mimir.campaign.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;

/** The SQL of the list and of the detail. */
@ApplicationScoped
public class CoverageTables {

  private static final String LIST =
      """
      SELECT *
      FROM campaign
      JOIN coverage USING (campaign_id)
      WHERE (CAST(:kind AS text) IS NULL OR kind = :kind)
        AND (CASE WHEN CAST(:status AS text) IS NULL THEN status <> 'archived'
                  ELSE status = :status END)
        AND (CAST(:q AS text) IS NULL OR strpos(lower(name), lower(:q)) > 0)
        AND (CAST(:before AS uuid) IS NULL OR campaign_id < CAST(:before AS uuid))
      ORDER BY campaign_id DESC
      LIMIT :limit
      """;

  private static final String DETAIL =
      """
      SELECT *
      FROM campaign
      JOIN coverage USING (campaign_id)
      WHERE campaign_id = :campaign_id
      """;

  private static final String QUERIES =
      """
      SELECT query_id, type, sql, assigned
      FROM campaign_query
      WHERE campaign_id = :campaign_id
      ORDER BY query_id
      """;

  private static final String WARNINGS =
      """
      SELECT code, message
      FROM campaign_warning
      WHERE campaign_id = :campaign_id
      ORDER BY place
      """;

  private final Jdbi jdbi;

  CoverageTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What the list is narrowed by; null is everything, but for archived ones (V-1). */
  record Filter(String kind, String status, String q) {}

  /** Newest first: ids of version 7 are in the order of launches. */
  List<Summary> list(Filter filter, UUID before, int limit, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("kind", filter.kind())
                .bind("status", filter.status())
                .bind("q", filter.q())
                .bind("before", before)
                .bind("limit", limit)
                .map(row -> summary(row, now))
                .list());
  }

  public Optional<Detail> detail(UUID campaignId, Instant now) {
    return jdbi.withHandle(
        handle -> {
          List<Detail.Query> queries = queries(handle, campaignId);
          List<Detail.WarningShown> warnings = warnings(handle, campaignId);
          return handle
              .createQuery(DETAIL)
              .bind("campaign_id", campaignId)
              .map(row -> detail(row, queries, warnings, now))
              .findOne();
        });
  }

  private static List<Detail.Query> queries(Handle handle, UUID campaignId) {
    return handle
        .createQuery(QUERIES)
        .bind("campaign_id", campaignId)
        .map(
            row ->
                new Detail.Query(
                    row.getColumn("query_id", UUID.class),
                    row.getColumn("type", String.class),
                    row.getColumn("sql", String.class),
                    row.getColumn("assigned", Long.class)))
        .list();
  }

  private static List<Detail.WarningShown> warnings(Handle handle, UUID campaignId) {
    return handle
        .createQuery(WARNINGS)
        .bind("campaign_id", campaignId)
        .map(
            row ->
                new Detail.WarningShown(
                    row.getColumn("code", String.class), row.getColumn("message", String.class)))
        .list();
  }

  private static Detail.SavedQueryShown savedQuery(RowView row) {
    UUID id = row.getColumn("saved_query_id", UUID.class);
    return id == null
        ? null
        : new Detail.SavedQueryShown(id, row.getColumn("saved_query_name", String.class));
  }

  static Summary.HostCounts hosts(RowView row) {
    long hosts = row.getColumn("hosts", Long.class);
    long responded = row.getColumn("hosts_responded", Long.class);
    long errored = row.getColumn("hosts_errored", Long.class);
    long cancelled = row.getColumn("hosts_cancelled", Long.class);
    return new Summary.HostCounts(
        hosts, responded, hosts - responded - errored - cancelled, errored, cancelled);
  }

  private static Summary summary(RowView row, Instant now) {
    var status = row.getColumn("status", String.class);
    Instant launchedAt = row.getColumn("launched_at", Instant.class);
    return new Summary(
        row.getColumn("campaign_id", UUID.class),
        row.getColumn("name", String.class),
        row.getColumn("kind", String.class),
        status,
        launchedAt,
        row.getColumn("created_by", String.class),
        row.getColumn("live_until", Instant.class),
        AgeColor.of(status.equals("active"), launchedAt, now),
        hosts(row),
        row.getColumn("hosts_hit", Long.class));
  }

  private static Detail detail(
      RowView row, List<Detail.Query> queries, List<Detail.WarningShown> warnings, Instant now) {
    Summary summary = summary(row, now);
    var only = isHunt(row) ? Optional.<Detail.Query>empty() : queries.stream().findFirst();
    return new Detail(
        summary,
        new Detail.TargetShown(
            row.getColumn("target_type", String.class),
            row.getColumn("assigned_hosts", Long.class)),
        Duration.between(summary.createdAt(), summary.liveUntil()).toMinutes(),
        row.getColumn("expires_at", Instant.class),
        coverage(row, (int) queries.stream().map(Detail.Query::type).distinct().count()),
        rows(row),
        queries,
        only.map(Detail.Query::sql).orElse(null),
        savedQuery(row),
        row.getColumn("hunt_id", UUID.class),
        only.map(Detail.Query::id).orElse(null),
        row.getColumn("stopped_at", Instant.class),
        row.getColumn("stopped_by", String.class),
        row.getColumn("stop_reason", String.class),
        row.getColumn("discard_in_flight", Boolean.class),
        row.getColumn("not_applicable_hosts", Long.class),
        warnings);
  }

  static Detail.Rows rows(RowView row) {
    return new Detail.Rows(
        row.getColumn("rows_kept", Long.class),
        row.getColumn("campaign_cap", Long.class),
        row.getColumn("per_host_cap", Integer.class));
  }

  static Detail.Coverage coverage(RowView row, int queryTypes) {
    long assigned = row.getColumn("assigned", Long.class);
    long responded = row.getColumn("responded", Long.class);
    long errored = row.getColumn("errored", Long.class);
    long cancelled = row.getColumn("cancelled", Long.class);
    Long hit = row.getColumn("hosts_hit", Long.class);
    return new Detail.Coverage(
        assigned,
        responded,
        assigned - responded - errored - cancelled,
        errored,
        cancelled,
        row.getColumn("late", Long.class),
        isHunt(row) ? hit : null,
        isHunt(row) ? null : hit,
        queryTypes,
        row.getColumn("as_of", Instant.class));
  }

  private static boolean isHunt(RowView row) {
    return row.getColumn("kind", String.class).equals("ioc_hunt");
  }
}
