package mimir.dispatch.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;

/** The host table: enrollment, node keys, last contact. */
@ApplicationScoped
class HostTables {

  // The unique index on host_identifier makes two enrollments at once one host. It keeps its
  // labels:
  // operators may have changed them since.
  private static final String ENROLL =
      """
      INSERT INTO host (host_id, host_identifier, hostname, platform, os_version, arch, ip,
                        osquery_version, labels, node_key_hash, node_key_given_at, enrolled_at,
                        last_seen, last_seen_published_at)
      VALUES (:host_id, :host_identifier, :hostname, :platform, :os_version, :arch, :ip,
              :osquery_version, CAST(:labels AS jsonb), :node_key_hash, :now, :now, :now, :now)
      ON CONFLICT (host_identifier) WHERE decommissioned_at IS NULL DO UPDATE
      SET hostname = excluded.hostname,
          platform = excluded.platform,
          os_version = excluded.os_version,
          arch = excluded.arch,
          ip = excluded.ip,
          osquery_version = excluded.osquery_version,
          node_key_hash = excluded.node_key_hash,
          node_key_given_at = excluded.node_key_given_at,
          last_seen = excluded.last_seen,
          last_seen_published_at = excluded.last_seen_published_at
      RETURNING host_id
      """;

  private static final String BY_NODE_KEY =
      """
      SELECT host_id, node_key_hash, last_seen
      FROM host
      WHERE decommissioned_at IS NULL AND (:all OR node_key_hash = :node_key_hash)
      """;

  private static final String GIVEN_SINCE =
      """
      SELECT host_id, node_key_hash, last_seen
      FROM host
      WHERE node_key_given_at >= :since
      """;

  private static final String LABEL =
      """
      UPDATE host
      SET labels = CAST(:labels AS jsonb)
      WHERE host_id = :host_id
      RETURNING *
      """;

  private static final String DECOMMISSION =
      """
      UPDATE host
      SET decommissioned_at = :now
      WHERE host_id = :host_id AND decommissioned_at IS NULL
      RETURNING *
      """;

  private static final String DECOMMISSIONED_SINCE =
      """
      SELECT host_id
      FROM host
      WHERE decommissioned_at >= :since
      """;

  private static final String BY_ID =
      """
      SELECT *
      FROM host
      WHERE host_id = :host_id
      """;

  private final Jdbi jdbi;

  HostTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** A node key as it is known: whose it is, and when that host was last seen. */
  record KnownKey(UUID hostId, byte[] hash, Instant lastSeen) {}

  /**
   * Makes the host, or gives the one with that identifier its new node key (H-6).
   *
   * @param labels of the host if it is new
   */
  UUID enroll(
      UUID newHostId,
      String identifier,
      HostDetails details,
      String address,
      Map<String, String> labels,
      byte[] nodeKeyHash,
      Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ENROLL)
                .bind("host_id", newHostId)
                .bind("host_identifier", identifier)
                .bind("hostname", details.hostname())
                .bind("platform", details.platform())
                .bind("os_version", details.osVersion())
                .bind("arch", details.arch())
                .bind("ip", address)
                .bind("osquery_version", details.osqueryVersion())
                .bind("labels", Labels.json(labels))
                .bind("node_key_hash", nodeKeyHash)
                .bind("now", now)
                .mapTo(UUID.class)
                .one());
  }

  List<KnownKey> allKeys() {
    return keys(true, new byte[0]);
  }

  Optional<KnownKey> key(byte[] hash) {
    return keys(false, hash).stream().findFirst();
  }

  private List<KnownKey> keys(boolean all, byte[] hash) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(BY_NODE_KEY)
                .bind("all", all)
                .bind("node_key_hash", hash)
                .map(HostTables::knownKey)
                .list());
  }

  /** The keys that replaced others, or were a host's first, since then. */
  List<KnownKey> keysGivenSince(Instant since) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(GIVEN_SINCE).bind("since", since).map(HostTables::knownKey).list());
  }

  Optional<HostChanged> find(UUID hostId) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(BY_ID).bind("host_id", hostId).map(HostTables::changed).findOne());
  }

  /** Replaces all labels; empty when there is no such host. */
  Optional<HostChanged> label(UUID hostId, Map<String, String> labels) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LABEL)
                .bind("host_id", hostId)
                .bind("labels", Labels.json(labels))
                .map(HostTables::changed)
                .findOne());
  }

  /** Empty when there is no such host in service. */
  Optional<HostChanged> decommission(UUID hostId, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(DECOMMISSION)
                .bind("host_id", hostId)
                .bind("now", now)
                .map(HostTables::changed)
                .findOne());
  }

  List<UUID> decommissionedSince(Instant since) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(DECOMMISSIONED_SINCE).bind("since", since).mapTo(UUID.class).list());
  }

  private static KnownKey knownKey(RowView row) {
    return new KnownKey(
        row.getColumn("host_id", UUID.class),
        row.getColumn("node_key_hash", byte[].class),
        row.getColumn("last_seen", Instant.class));
  }

  static HostChanged changed(RowView row) {
    return new HostChanged(
        row.getColumn("host_id", UUID.class),
        row.getColumn("hostname", String.class),
        row.getColumn("platform", String.class),
        row.getColumn("os_version", String.class),
        row.getColumn("arch", String.class),
        row.getColumn("osquery_version", String.class),
        Labels.ofJson(row.getColumn("labels", String.class)),
        row.getColumn("enrolled_at", Instant.class),
        row.getColumn("last_seen", Instant.class),
        row.getColumn("decommissioned_at", Instant.class));
  }
}
