package mimir.ingest.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

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

  void upsert(List<HostChanged> hosts) {
    jdbi.useHandle(
        handle -> {
          try (PreparedBatch batch = handle.prepareBatch(UPSERT)) {
            for (HostChanged host : hosts) {
              batch
                  .bind("host_id", host.hostId())
                  .bind("hostname", host.hostname())
                  .bind("platform", host.platform())
                  .add();
            }
            batch.execute();
          }
        });
  }
}
