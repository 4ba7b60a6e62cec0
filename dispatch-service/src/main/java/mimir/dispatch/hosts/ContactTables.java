package mimir.dispatch.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import org.jdbi.v3.core.Jdbi;

/** Last contacts in the host table, of many hosts at once. */
@ApplicationScoped
class ContactTables {

  // Locked in one order: two replicas may write the same hosts down. And each by its key: to lock a
  // thousand, the planner would read a table of 20,000.
  private static final String SEEN =
      """
      WITH contact AS MATERIALIZED (
          SELECT host_id, at
          FROM unnest(:host_ids, :ats) AS contact (host_id, at)
          ORDER BY host_id
      ),
      seen AS MATERIALIZED (
          SELECT contact.host_id, contact.at
          FROM contact
          CROSS JOIN LATERAL (
              SELECT
              FROM host
              WHERE host.host_id = contact.host_id
              FOR UPDATE
          ) AS host
      ),
      written AS (
          UPDATE host
          SET last_seen = greatest(host.last_seen, seen.at)
          FROM seen
          WHERE host.host_id = seen.host_id
          RETURNING host.host_id, host.last_seen - host.last_seen_published_at AS unpublished
      )
      SELECT host_id
      FROM written
      WHERE unpublished >= :every
      """;

  private static final String PUBLISHED =
      """
      UPDATE host
      SET last_seen_published_at = last_seen
      WHERE host_id = ANY (:host_ids)
        AND last_seen - last_seen_published_at >= :every
      RETURNING *
      """;

  // By their keys too; OFFSET keeps the planner from making it a join.
  private static final String ABSENT =
      """
      SELECT seen.host_id, host.last_seen
      FROM unnest(:host_ids, :ats) AS seen (host_id, at)
      CROSS JOIN LATERAL (
          SELECT last_seen
          FROM host
          WHERE host.host_id = seen.host_id AND host.decommissioned_at IS NULL
          OFFSET 0
      ) AS host
      WHERE host.last_seen < seen.at - :within
      """;

  private final Jdbi jdbi;

  ContactTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Writes last contacts down; none goes back.
   *
   * @return the hosts whose last contact was last published that long before this one
   */
  List<UUID> seen(Map<UUID, Instant> contacts, Duration every) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SEEN)
                .bindArray("host_ids", UUID.class, contacts.keySet())
                .bindArray("ats", Instant.class, contacts.values())
                .bind("every", every)
                .mapTo(UUID.class)
                .list());
  }

  /**
   * Of these hosts, those whose last contact was last published that long before it; it now is, as
   * they are returned.
   */
  List<HostChanged> published(Collection<UUID> hostIds, Duration every) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PUBLISHED)
                .bindArray("host_ids", UUID.class, hostIds)
                .bind("every", every)
                .map(HostTables::changed)
                .list());
  }

  /**
   * Of these hosts, those that no replica saw for longer than that, and when they were last seen.
   */
  Map<UUID, Instant> absent(Map<UUID, Instant> contacts, Duration within) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ABSENT)
                .bindArray("host_ids", UUID.class, contacts.keySet())
                .bindArray("ats", Instant.class, contacts.values())
                .bind("within", within)
                .collectRows(
                    Collectors.toMap(
                        row -> row.getColumn("host_id", UUID.class),
                        row -> row.getColumn("last_seen", Instant.class))));
  }
}
