package mimir.campaign.targets;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * Freezes an assigned set whose hosts are asked different queries, by their platform (I-7). Hosts
 * of platforms that are in no group are left out.
 */
@ApplicationScoped
public class FreezeHosts {

  // In the order of the key, as TargetTables does it, and for the same reasons.
  private static final String FLEET =
      """
      WITH reached AS MATERIALIZED (
          SELECT host_id, platform
          FROM host
          WHERE decommissioned_at IS NULL AND last_seen >= :seen_since
      ),
      frozen AS (
          INSERT INTO assigned_host (campaign_id, host_id, queries, query_group)
          SELECT :launch_id, reached.host_id, asked.queries, asked.query_group
          FROM reached
          JOIN unnest(:platforms, :queries, :query_groups)
              AS asked (platform, queries, query_group) USING (platform)
          ORDER BY reached.host_id
          RETURNING query_group
      )
      SELECT query_group, count(*) AS hosts, (SELECT count(*) FROM reached) AS reached
      FROM frozen
      GROUP BY query_group
      """;

  private static final String HOSTS =
      FLEET.replace(
          "last_seen >= :seen_since", "last_seen >= :seen_since AND host_id = ANY (:host_ids)");

  private final Jdbi jdbi;

  FreezeHosts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Platforms that are asked the same.
   *
   * @param queries how many each of their hosts is asked
   */
  public record Group(int number, List<String> platforms, int queries) {}

  /**
   * @param hosts in the frozen set, by the number of their group
   * @param leftOut hosts that the target reaches and that are in no group
   */
  public record Frozen(Map<Integer, Long> hosts, long leftOut) {
    public long assigned() {
      return hosts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * @param target the fleet, or hosts
   * @param seenSince hosts whose last contact was before that are not reached
   */
  public Frozen freeze(UUID launchId, Target target, List<Group> groups, Instant seenSince) {
    var platforms = new ArrayList<String>();
    var queries = new ArrayList<Integer>();
    var numbers = new ArrayList<Integer>();
    for (Group group : groups) {
      for (String platform : group.platforms()) {
        platforms.add(platform);
        queries.add(group.queries());
        numbers.add(group.number());
      }
    }
    return jdbi.withHandle(
        handle ->
            frozen(
                query(handle, target)
                    .bind("launch_id", launchId)
                    .bind("seen_since", seenSince)
                    .bindArray("platforms", String.class, platforms)
                    .bindArray("queries", Integer.class, queries)
                    .bindArray("query_groups", Integer.class, numbers)));
  }

  private static Query query(Handle handle, Target target) {
    return switch (target) {
      case Target.Fleet _ -> handle.createQuery(FLEET);
      case Target.Hosts hosts ->
          handle.createQuery(HOSTS).bindArray("host_ids", UUID.class, hosts.hostIds());
      case Target.OsIn _ -> throw new IllegalArgumentException("platforms are groups");
    };
  }

  private record Row(int group, long hosts, long reached) {}

  private static Frozen frozen(Query query) {
    List<Row> rows =
        query
            .map(
                row ->
                    new Row(
                        row.getColumn("query_group", Integer.class),
                        row.getColumn("hosts", Long.class),
                        row.getColumn("reached", Long.class)))
            .list();
    var hosts = new HashMap<Integer, Long>();
    rows.forEach(row -> hosts.put(row.group(), row.hosts()));
    long assigned = rows.stream().mapToLong(Row::hosts).sum();
    // Without a row nobody is asked, and the launch refused.
    return new Frozen(hosts, rows.isEmpty() ? 0 : rows.getFirst().reached() - assigned);
  }
}
