package mimir.dispatch.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.runtime.Outbox;
import org.jdbi.v3.core.Jdbi;

/**
 * Which osquery a host runs now: it enrolls once, and says what it runs whenever it asks for an
 * update.
 */
@ApplicationScoped
public class RunningVersions {
  private static final String RUNS =
      """
      UPDATE host
      SET osquery_version = :version
      WHERE host_id = :host_id AND osquery_version IS DISTINCT FROM :version
      RETURNING *
      """;

  private final Jdbi jdbi;
  private final Outbox outbox;

  RunningVersions(Jdbi jdbi, Outbox outbox) {
    this.jdbi = jdbi;
    this.outbox = outbox;
  }

  /** Changes and publishes the host when it is another version than before. */
  @Transactional
  public void said(UUID hostId, String version) {
    jdbi.withHandle(
            handle ->
                handle
                    .createQuery(RUNS)
                    .bind("host_id", hostId)
                    .bind("version", version)
                    .map(HostTables::changed)
                    .findOne())
        .ifPresent(host -> outbox.publish(Topics.HOSTS, hostId.toString(), HostEvent.CODEC, host));
  }
}
