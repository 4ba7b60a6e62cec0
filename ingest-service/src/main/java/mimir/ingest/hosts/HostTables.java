package mimir.ingest.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The copy of the hosts. */
@ApplicationScoped
class HostTables {

  private static final String UPSERT =
      """
      INSERT INTO host (host_id, hostname, platform)
      VALUES (:host_id, :hostname, :platform)
      ON CONFLICT (host_id) DO UPDATE
      SET hostname = excluded.hostname, platform = excluded.platform
      WHERE (host.hostname, host.platform)
          IS DISTINCT FROM (excluded.hostname, excluded.platform)
      """;

  private final Jdbi jdbi;

  HostTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void upsert(UUID hostId, String hostname, String platform) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(UPSERT)
                .bind("host_id", hostId)
                .bind("hostname", hostname)
                .bind("platform", platform)
                .execute());
  }
}
