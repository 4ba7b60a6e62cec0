package mimir.campaign.targets;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import org.jdbi.v3.core.Jdbi;

/** The copy of the hosts, and the frozen sets that are made from it. */
@ApplicationScoped
public class TargetTables {

  // last_seen is the order of two messages about one host: the topic orders them per key, and a
  // replay of an older one changes nothing.
  private static final String UPSERT_HOST =
      """
      INSERT INTO host (host_id, hostname, platform, last_seen, decommissioned_at)
      VALUES (:host_id, :hostname, :platform, :last_seen, :decommissioned_at)
      ON CONFLICT (host_id) DO UPDATE
      SET hostname = excluded.hostname,
          platform = excluded.platform,
          last_seen = excluded.last_seen,
          decommissioned_at = excluded.decommissioned_at
      WHERE excluded.last_seen >= host.last_seen
      """;

  private static final String UNKNOWN =
      """
      SELECT asked.id
      FROM unnest(:host_ids) AS asked (id)
      WHERE NOT EXISTS (SELECT FROM host WHERE host.host_id = asked.id)
      ORDER BY asked.id
      """;

  private static final String FREEZE =
      """
      INSERT INTO assigned_host (campaign_id, host_id, chunk, queries)
      SELECT :campaign_id, host_id, (row_number() OVER (ORDER BY host_id) - 1) / :chunk_max, 1
      FROM host
      WHERE decommissioned_at IS NULL
        AND (:fleet OR host_id = ANY (:host_ids))
      """;

  private static final String CHUNK =
      """
      SELECT host_id
      FROM assigned_host
      WHERE campaign_id = :campaign_id AND chunk = :chunk
      ORDER BY host_id
      """;

  private final Jdbi jdbi;

  TargetTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void upsert(HostChanged host) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(UPSERT_HOST)
                .bind("host_id", host.hostId())
                .bind("hostname", host.hostname())
                .bind("platform", host.platform())
                .bind("last_seen", host.lastSeen())
                .bind("decommissioned_at", host.decommissionedAt())
                .execute());
  }

  /** Those of the ids that no host has ever had. */
  public List<UUID> unknown(List<UUID> hostIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(UNKNOWN)
                .bindArray("host_ids", UUID.class, hostIds)
                .mapTo(UUID.class)
                .list());
  }

  /** Freezes the assigned set, one query a host; the number of hosts in it. */
  public long freeze(UUID campaignId, Target target) {
    UUID[] hostIds =
        switch (target) {
          case Target.Hosts hosts -> hosts.hostIds().toArray(UUID[]::new);
          case Target.Fleet _, Target.OsIn _ -> new UUID[0];
        };
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(FREEZE)
                .bind("campaign_id", campaignId)
                .bind("fleet", target instanceof Target.Fleet)
                .bindArray("host_ids", UUID.class, Arrays.asList(hostIds))
                .bind("chunk_max", AssignmentEvent.CHUNK_HOSTS_MAX)
                .execute());
  }

  /** The hosts of one chunk of the frozen set. */
  public List<UUID> chunk(UUID campaignId, int chunk) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(CHUNK)
                .bind("campaign_id", campaignId)
                .bind("chunk", chunk)
                .mapTo(UUID.class)
                .list());
  }
}
