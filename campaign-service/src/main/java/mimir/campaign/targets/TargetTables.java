package mimir.campaign.targets;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

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

  // In the order of the key: the index is filled from left to right, and a chunk is a stretch of
  // it. OFFSET 0 keeps the planner from reading the hosts in that order too: it would fetch each
  // row of a large table from another page than the one before, where a scan and a sort take half
  // the time.
  private static final String FREEZE_FLEET =
      """
      INSERT INTO assigned_host (campaign_id, host_id, queries)
      SELECT :campaign_id, host_id, 1
      FROM (
          SELECT host_id
          FROM host
          WHERE decommissioned_at IS NULL
          OFFSET 0) AS in_service
      ORDER BY host_id
      """;

  private static final String FREEZE_HOSTS =
      """
      INSERT INTO assigned_host (campaign_id, host_id, queries)
      SELECT :campaign_id, host_id, 1
      FROM host
      WHERE decommissioned_at IS NULL
        AND host_id = ANY (:host_ids)
      ORDER BY host_id
      """;

  private static final String FLEET_UP_TO =
      """
      SELECT count(*)
      FROM (SELECT FROM host WHERE decommissioned_at IS NULL LIMIT :most) AS first_ones
      """;

  private static final String HOSTS_UP_TO =
      """
      SELECT count(*)
      FROM (
          SELECT
          FROM host
          WHERE decommissioned_at IS NULL
            AND host_id = ANY (:host_ids)
          LIMIT :most) AS first_ones
      """;

  // Not ":after IS NULL OR …": once the plan is kept, that is a filter over all chunks before this
  // one, and no place in the index.
  static final String CHUNK =
      """
      SELECT host_id, query_group
      FROM assigned_host
      WHERE campaign_id = :campaign_id
        AND host_id > :after
      ORDER BY host_id
      LIMIT :chunk_max
      """;

  private static final String FROZEN =
      """
      SELECT host_id
      FROM assigned_host
      WHERE campaign_id = :campaign_id
      ORDER BY host_id
      LIMIT :most
      """;

  /** Before the first host: an id that no host has. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Jdbi jdbi;

  TargetTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** What is newest of each host, in the order in which it was told. */
  void upsert(List<HostChanged> hosts) {
    jdbi.useHandle(
        handle -> {
          try (PreparedBatch batch = handle.prepareBatch(UPSERT_HOST)) {
            for (HostChanged host : hosts) {
              batch
                  .bind("host_id", host.hostId())
                  .bind("hostname", host.hostname())
                  .bind("platform", host.platform())
                  .bind("last_seen", host.lastSeen())
                  .bind("decommissioned_at", host.decommissionedAt())
                  .add();
            }
            batch.execute();
          }
        });
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

  /** The hosts in service that a target reaches, counted no further than {@code most}. */
  public long countUpTo(Target target, int most) {
    return jdbi.withHandle(
        handle ->
            (switch (target) {
                  case Target.Hosts hosts ->
                      handle
                          .createQuery(HOSTS_UP_TO)
                          .bindArray("host_ids", UUID.class, hosts.hostIds());
                  case Target.Fleet _ -> handle.createQuery(FLEET_UP_TO);
                  case Target.OsIn _ -> throw new IllegalArgumentException("no campaign target");
                })
                .bind("most", most)
                .mapTo(Long.class)
                .one());
  }

  /** Freezes the assigned set, one query a host; the number of hosts in it. */
  public long freeze(UUID campaignId, Target target) {
    return jdbi.withHandle(
        handle ->
            (switch (target) {
                  case Target.Hosts hosts ->
                      handle
                          .createUpdate(FREEZE_HOSTS)
                          .bindArray("host_ids", UUID.class, hosts.hostIds());
                  case Target.Fleet _ -> handle.createUpdate(FREEZE_FLEET);
                  case Target.OsIn _ -> throw new IllegalArgumentException("no campaign target");
                })
                .bind("campaign_id", campaignId)
                .execute());
  }

  /** A host of a frozen set, and the group whose queries it is asked. */
  public record FrozenHost(UUID hostId, int group) {}

  /**
   * The next chunk of the frozen set.
   *
   * @param after the last host of the chunk before it, or null for the first chunk
   */
  public List<FrozenHost> chunk(UUID campaignId, UUID after) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(CHUNK)
                .bind("campaign_id", campaignId)
                .bind("after", after == null ? BEFORE_ALL : after)
                .bind("chunk_max", AssignmentEvent.CHUNK_HOSTS_MAX)
                .map(
                    row ->
                        new FrozenHost(
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("query_group", Integer.class)))
                .list());
  }

  /** The frozen set, its first {@code most} hosts. */
  public List<UUID> frozen(UUID campaignId, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(FROZEN)
                .bind("campaign_id", campaignId)
                .bind("most", most)
                .mapTo(UUID.class)
                .list());
  }
}
