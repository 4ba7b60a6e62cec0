package mimir.bench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Hosts with known keys and assignments with known leases, as enrollments and claims would have
 * made them; and what became of those.
 */
final class WriteLedger {

  private static final String ADD_HOSTS =
      """
      INSERT INTO host (host_id, host_identifier, hostname, platform, os_version, arch, ip,
                        osquery_version, node_key_hash, enrolled_at, last_seen,
                        last_seen_published_at, node_key_given_at)
      SELECT CAST(md5('host-' || n) AS uuid), 'bench-' || n, 'bench-' || n, 'linux', '', '', '',
             '5.23.0', sha256(convert_to('key-' || n, 'UTF8')), now(), now(), now(),
             now() - interval '1 day'
      FROM generate_series(0, ? - 1) AS n
      ON CONFLICT DO NOTHING
      """;

  private static final String ADD_CAMPAIGN =
      """
      INSERT INTO campaign (campaign_id, status, kind, launched_at, assigned_hosts)
      VALUES (CAST(md5(?) AS uuid), 'active', 'osquery', now(), ?)
      """;

  private static final String LEASE =
      """
      INSERT INTO assignment (host_id, campaign_id, query_id, state, assigned_at, not_before,
                              attempts, lease_id, leased_until)
      SELECT CAST(md5('host-' || n) AS uuid), CAST(md5(?) AS uuid), gen_random_uuid(), 'leased',
             now(), now(), 1, CAST(md5('lease-' || ? || '-' || n) AS uuid),
             now() + interval '1 hour'
      FROM generate_series(0, ? - 1) AS n
      """;

  private static final String ANSWERED =
      """
      SELECT count(*)
      FROM assignment
      WHERE campaign_id = CAST(md5(?) AS uuid) AND state = 'responded'
      """;

  private final Connection connection;

  WriteLedger(Connection connection) {
    this.connection = connection;
  }

  /** Hosts that enrolled long ago. */
  void enroll(int hosts) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD_HOSTS)) {
      add.setInt(1, hosts);
      add.executeUpdate();
    }
  }

  /** Each host has one lease of this campaign. */
  void lease(String campaign, int hosts) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD_CAMPAIGN)) {
      add.setString(1, campaign);
      add.setInt(2, hosts);
      add.executeUpdate();
    }
    try (PreparedStatement lease = connection.prepareStatement(LEASE)) {
      lease.setString(1, campaign);
      lease.setString(2, campaign);
      lease.setInt(3, hosts);
      lease.executeUpdate();
    }
    try (var statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) assignment, host");
      statement.execute("CHECKPOINT");
    }
  }

  int answered(String campaign) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ANSWERED)) {
      query.setString(1, campaign);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  static String nodeKey(int host) {
    return "key-" + host;
  }

  static UUID hostId(int host) {
    return uuid("host-" + host);
  }

  static UUID campaignId(String campaign) {
    return uuid(campaign);
  }

  static UUID leaseId(String campaign, int host) {
    return uuid("lease-" + campaign + "-" + host);
  }

  /** As PostgreSQL makes one of a text's MD5. */
  private static UUID uuid(String text) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      String hex = HexFormat.of().formatHex(md5);
      return UUID.fromString(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
