package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Leases hosts' waiting work to them. */
@ApplicationScoped
public class ClaimAssignments {

  // The join on the status is the fence: once the stop is committed, nothing is claimed.
  // SKIP LOCKED: two replicas that see the same host split the rows instead of queueing.
  // MATERIALIZED: the planner must not run the LIMITed scan again per updated row and claim more.
  // An expired lease is claimable in place; there is no reaper to fall behind.
  // Planning costs ten times what a claim does, and PostgreSQL keeps a plan only where it finds
  // that it costs no more than one for the values at hand. So the bounds stand in the text, and the
  // time is compared with what it has no statistics of (greatest ignores a NULL).
  // Many hosts at once: what a statement and its commit cost is shared, see ClaimTogether.
  // Ordered by what the index is ordered by, so that one entry is read and not all of the host's.
  // By its place: who holds a row's lock need not look it up again in the largest index. What
  // changed between the look and the lock has another place and is not claimed, as if it were
  // locked still.
  private static final String CLAIM =
      """
      WITH due AS MATERIALIZED (
          SELECT asking.now, waiting.*
          FROM unnest(:host_ids, :nows) AS asking (host_id, now)
          CROSS JOIN LATERAL (
              SELECT assignment.ctid AS place, assignment.campaign_id, assignment.query_id,
                     campaign.assigned_hosts, campaign.traceparent
              FROM assignment
              JOIN campaign USING (campaign_id)
              WHERE assignment.host_id = asking.host_id
                AND campaign.status = 'active'
                AND assignment.ended_at IS NULL
                AND assignment.state IN ('pending', 'leased')
                AND greatest(assignment.not_before, assignment.leased_until) <= asking.now
                AND assignment.attempts < :attempts_max
              ORDER BY assignment.assigned_at
              LIMIT :claim_max
              FOR UPDATE OF assignment SKIP LOCKED
          ) AS waiting
      )
      UPDATE assignment
      SET state = 'leased',
          earlier_lease_ids = CASE WHEN lease_id IS NULL THEN earlier_lease_ids
                                   ELSE earlier_lease_ids || lease_id END,
          lease_id = gen_random_uuid(),
          leased_until = due.now + CAST(:lease AS interval),
          attempts = attempts + 1
      FROM due
      JOIN campaign_query USING (campaign_id, query_id)
      WHERE assignment.ctid = due.place
      RETURNING assignment.host_id, assignment.lease_id, assignment.campaign_id,
                assignment.query_id, campaign_query.sql, due.assigned_hosts, assignment.attempts,
                due.traceparent
      """;

  // What a claim would take if it had attempts left: also what waits, because the most that is
  // allowed may have been lowered meanwhile.
  // SKIP LOCKED: what is locked is being answered, or ended by another replica's sweep.
  private static final String EXHAUSTED =
      """
      WITH worn_out AS MATERIALIZED (
          SELECT host_id, campaign_id, query_id
          FROM assignment
          WHERE host_id = ANY (:host_ids)
            AND ended_at IS NULL
            AND state IN ('pending', 'leased')
            AND greatest(not_before, leased_until) <= :now
            AND attempts >= :attempts_max
          FOR UPDATE SKIP LOCKED
      )
      UPDATE assignment
      SET state = 'errored',
          earlier_lease_ids = CASE WHEN lease_id IS NULL THEN earlier_lease_ids
                                   ELSE earlier_lease_ids || lease_id END,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = :now,
          reason = 'attempts_exhausted'
      FROM worn_out
      WHERE assignment.host_id = worn_out.host_id
        AND assignment.campaign_id = worn_out.campaign_id
        AND assignment.query_id = worn_out.query_id
      RETURNING assignment.campaign_id, assignment.host_id, assignment.query_id
      """;

  private static final String REFUSE =
      """
      UPDATE assignment
      SET state = 'errored',
          earlier_lease_ids = earlier_lease_ids || lease_id,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = :now,
          reason = :reason
      WHERE host_id = :host_id
        AND lease_id = :lease_id
        AND ended_at IS NULL
        AND state = 'leased'
      RETURNING campaign_id, host_id, query_id
      """;

  // As if it had not been claimed; the id stays known, should the host have read it after all. But
  // only the latest: who never gets a reply costs no attempts, and could go on for ever.
  private static final String GIVE_BACK =
      """
      UPDATE assignment
      SET state = 'pending',
          earlier_lease_ids = earlier_lease_ids[cardinality(earlier_lease_ids) - 18 :] || lease_id,
          lease_id = NULL,
          leased_until = NULL,
          attempts = attempts - 1
      WHERE host_id = :host_id
        AND lease_id = ANY (:lease_ids)
        AND ended_at IS NULL
        AND state = 'leased'
      """;

  private final Jdbi jdbi;
  private final Map<Bounds, String> statements = new ConcurrentHashMap<>();

  public ClaimAssignments(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * One assignment as it is handed out.
   *
   * @param leaseId what the agent knows it by
   * @param assignedHosts how many hosts the campaign asks
   */
  public record Claimed(
      UUID leaseId,
      UUID campaignId,
      UUID queryId,
      String sql,
      long assignedHosts,
      int attempt,
      String traceparent) {}

  private record Bounds(int claimMax, int attemptsMax) {}

  /** The claim; in the open for the benchmark, which has others run it. */
  public static String statement(int claimMax, int attemptsMax) {
    return CLAIM
        .replace(":attempts_max", Integer.toString(attemptsMax))
        .replace(":claim_max", Integer.toString(claimMax));
  }

  /** At most {@code claimMax} of each host, oldest first; nothing for a host that has none due. */
  Map<UUID, List<Claimed>> claim(
      Map<UUID, Instant> hosts, Duration lease, int claimMax, int attemptsMax) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    statements.computeIfAbsent(
                        new Bounds(claimMax, attemptsMax), _ -> statement(claimMax, attemptsMax)))
                .bindArray("host_ids", UUID.class, List.copyOf(hosts.keySet()))
                .bindArray("nows", Instant.class, hosts.keySet().stream().map(hosts::get).toList())
                .bind("lease", lease.toString())
                .map((row, _) -> Map.entry(row.getObject("host_id", UUID.class), claimed(row)))
                .stream()
                .collect(
                    Collectors.groupingBy(
                        Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
  }

  /** The same for one host. */
  List<Claimed> claim(UUID hostId, Instant now, Duration lease, int claimMax, int attemptsMax) {
    return claim(Map.of(hostId, now), lease, claimMax, attemptsMax).getOrDefault(hostId, List.of());
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(
        row.getObject("lease_id", UUID.class),
        row.getObject("campaign_id", UUID.class),
        row.getObject("query_id", UUID.class),
        row.getString("sql"),
        row.getLong("assigned_hosts"),
        row.getInt("attempts"),
        row.getString("traceparent"));
  }

  /** Ends a claimed assignment whose statement may not be sent (G-4). */
  List<Ended> refuse(UUID hostId, UUID leaseId, String reason, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(REFUSE)
                .bind("host_id", hostId)
                .bind("lease_id", leaseId)
                .bind("reason", reason)
                .bind("now", now)
                .map(Ended::of)
                .list());
  }

  void giveBack(UUID hostId, List<UUID> leaseIds) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(GIVE_BACK)
                .bind("host_id", hostId)
                .bindArray("lease_ids", UUID.class, leaseIds)
                .execute());
  }

  /** Ends what ran out of leases without an answer. */
  List<Ended> exhaust(Collection<UUID> hostIds, Instant now, int attemptsMax) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(EXHAUSTED)
                .bindArray("host_ids", UUID.class, hostIds)
                .bind("now", now)
                .bind("attempts_max", attemptsMax)
                .map(Ended::of)
                .list());
  }
}
