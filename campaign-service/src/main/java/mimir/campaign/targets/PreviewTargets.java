package mimir.campaign.targets;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Counts the hosts of a target by platform: one scan of the hosts, or one look-up an id. */
@ApplicationScoped
public class PreviewTargets {

  // Three statements and no "OR": each has the one plan that fits it. No index on platform or
  // last_seen, because every contact of a host would have to change it.
  private static final String FLEET =
      """
      SELECT platform, count(*) AS hosts, count(*) FILTER (WHERE last_seen >= :since) AS connected
      FROM host
      WHERE decommissioned_at IS NULL
      GROUP BY platform
      ORDER BY platform
      """;

  private static final String HOSTS =
      """
      SELECT platform, count(*) AS hosts, count(*) FILTER (WHERE last_seen >= :since) AS connected
      FROM host
      WHERE decommissioned_at IS NULL AND host_id = ANY (:host_ids)
      GROUP BY platform
      ORDER BY platform
      """;

  private static final String OS_IN =
      """
      SELECT platform, count(*) AS hosts, count(*) FILTER (WHERE last_seen >= :since) AS connected
      FROM host
      WHERE decommissioned_at IS NULL AND platform = ANY (:os)
      GROUP BY platform
      ORDER BY platform
      """;

  private final Jdbi jdbi;

  PreviewTargets(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Ids that no host has are in no number.
   *
   * @param since a host seen then or later counts as connected; see {@link Connected}
   */
  public Preview count(Target target, Instant since) {
    return jdbi.withHandle(handle -> preview(query(handle, target).bind("since", since)));
  }

  private static Query query(Handle handle, Target target) {
    return switch (target) {
      case Target.Fleet _ -> handle.createQuery(FLEET);
      case Target.Hosts hosts ->
          handle.createQuery(HOSTS).bindArray("host_ids", UUID.class, hosts.hostIds());
      case Target.OsIn oses -> handle.createQuery(OS_IN).bindArray("os", String.class, oses.os());
    };
  }

  private record Row(String platform, Preview.Hosts counted) {}

  private static Preview preview(Query query) {
    SequencedMap<String, Preview.Hosts> byPlatform = new LinkedHashMap<>();
    query
        .map(
            row ->
                new Row(
                    row.getColumn("platform", String.class),
                    new Preview.Hosts(
                        row.getColumn("hosts", Long.class),
                        row.getColumn("connected", Long.class))))
        .forEach(row -> byPlatform.put(row.platform(), row.counted()));
    return new Preview(
        byPlatform.values().stream().mapToLong(Preview.Hosts::hosts).sum(),
        byPlatform.values().stream().mapToLong(Preview.Hosts::connected).sum(),
        Collections.unmodifiableSequencedMap(byPlatform));
  }
}
