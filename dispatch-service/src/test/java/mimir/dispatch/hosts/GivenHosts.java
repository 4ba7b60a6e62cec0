package mimir.dispatch.hosts;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Hosts for tests, made as an enrollment makes them; a mark in their names tells whose they are.
 */
public final class GivenHosts {
  final String mark = "h" + UUID.randomUUID().toString().replace("-", "");

  private final Jdbi jdbi;
  private final HostTables tables;
  private final Instant now;

  public GivenHosts(Jdbi jdbi, Instant now) {
    this.jdbi = jdbi;
    this.tables = new HostTables(jdbi);
    this.now = now;
  }

  public UUID host(String name) {
    return host(name, "linux", "5.23.0", now);
  }

  /** The host is named mark-name; its node key is its identifier. */
  UUID host(String name, String platform, String osqueryVersion, Instant lastSeen) {
    return host(UUID.randomUUID(), name, platform, osqueryVersion, lastSeen);
  }

  /** With this id. */
  UUID host(UUID id) {
    return host(id, id.toString(), "linux", "5.23.0", now);
  }

  private UUID host(
      UUID id, String name, String platform, String osqueryVersion, Instant lastSeen) {
    var hostname = mark + "-" + name;
    return tables.enroll(
        id,
        hostname,
        new HostDetails(hostname, platform, "Debian 13", "x86_64", osqueryVersion),
        "10.0.0.1",
        Map.of(),
        Secret.hash(hostname),
        lastSeen);
  }

  public void set(UUID hostId, String assignments) {
    jdbi.useHandle(
        handle -> handle.execute("UPDATE host SET " + assignments + " WHERE host_id = ?", hostId));
  }
}
