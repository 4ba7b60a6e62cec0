package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import mimir.contracts.dispatch.AssignmentEvent.AssignmentsCreated;
import mimir.contracts.dispatch.AssignmentEvent.Group;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The ledger's statements but for the claim: assign, look up, answer, put back. */
@ApplicationScoped
public class AssignmentLedger {

  private static final String ASSIGN =
      """
      INSERT INTO assignment (host_id, campaign_id, query_id, state, assigned_at, not_before)
      SELECT host_id, :campaign_id, query_id, 'pending', :now, :now
      FROM unnest(:host_ids) AS host_id, unnest(:query_ids) AS query_id
      ON CONFLICT DO NOTHING
      """;

  // What arrives after the stop must be swept too.
  private static final String SWEEP_AGAIN =
      """
      UPDATE campaign
      SET sweep_at = stopped_at
      WHERE campaign_id = :campaign_id AND status <> 'active'
      """;

  // (SELECT ?) here and below: PostgreSQL keeps a plan that does not depend on how many ask, and
  // planning costs several times what the statement does. LedgerStatistics has it made anew.
  // What is to be discarded is refused from the stop on, and not only when the sweep has come to
  // it.
  private static final String BY_LEASE =
      """
      SELECT lease.host_id, lease.id AS lease_id, assignment.campaign_id, assignment.query_id,
             CASE WHEN assignment.ended_at IS NULL AND campaign.discard_in_flight THEN 'cancelled'
                  ELSE assignment.state END AS state,
             assignment.attempts, campaign.launched_at, campaign.traceparent
      FROM unnest((SELECT ?), (SELECT ?)) AS lease (host_id, id)
      JOIN assignment ON assignment.host_id = lease.host_id
        AND (assignment.lease_id = lease.id OR lease.id = ANY (assignment.earlier_lease_ids))
      JOIN campaign USING (campaign_id)
      """;

  // One index holds what is open of a host, another all that ever was.
  private static final String OPEN_BY_LEASE = BY_LEASE + "WHERE assignment.ended_at IS NULL";
  private static final String ENDED_BY_LEASE = BY_LEASE + "WHERE assignment.ended_at IS NOT NULL";

  // Only an open assignment is answered: the first terminal answer wins. And none that came
  // after a stop that discards: ingest-service, which compares the same times, refuses it
  // too.
  private static final String ANSWERED =
      """
      WITH told AS (
          SELECT host_id, campaign_id, query_id, state, reason, CAST(at AS timestamptz) AS at
          FROM unnest((SELECT ?), (SELECT ?), (SELECT ?), (SELECT ?), (SELECT ?), (SELECT ?))
              AS told (host_id, campaign_id, query_id, state, reason, at)
      ),
      -- In one order, so that nobody who ends the same ones waits in a circle.
      held AS MATERIALIZED (
          SELECT assignment.host_id, assignment.campaign_id, assignment.query_id
          FROM assignment
          JOIN told USING (host_id, campaign_id, query_id)
          WHERE assignment.ended_at IS NULL
          ORDER BY assignment.host_id, assignment.campaign_id, assignment.query_id
          FOR UPDATE OF assignment
      )
      UPDATE assignment
      SET state = told.state,
          earlier_lease_ids = CASE WHEN assignment.lease_id IS NULL
                                   THEN assignment.earlier_lease_ids
                                   ELSE assignment.earlier_lease_ids || assignment.lease_id END,
          lease_id = NULL,
          leased_until = NULL,
          ended_at = told.at,
          reason = told.reason
      FROM told
      JOIN held USING (host_id, campaign_id, query_id)
      WHERE assignment.host_id = told.host_id
        AND assignment.campaign_id = told.campaign_id
        AND assignment.query_id = told.query_id
        AND assignment.ended_at IS NULL
        AND NOT EXISTS (
            SELECT
            FROM campaign
            WHERE campaign.campaign_id = told.campaign_id
              AND discard_in_flight
              AND stopped_at <= told.at)
      RETURNING assignment.host_id, assignment.campaign_id, assignment.query_id
      """;

  // The host has answered: that was no lease without an answer. Nothing bounds how often that
  // happens, so only the latest ids stay known.
  private static final String PUT_BACK =
      """
      UPDATE assignment
      SET state = 'pending',
          earlier_lease_ids = earlier_lease_ids[cardinality(earlier_lease_ids) - 18 :] || lease_id,
          lease_id = NULL,
          leased_until = NULL,
          not_before = :not_before,
          attempts = greatest(attempts - 1, 0)
      WHERE host_id = :host_id AND lease_id = :lease_id AND ended_at IS NULL
        AND state = 'leased'
      """;

  private final Jdbi jdbi;

  AssignmentLedger(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Where an open or ended assignment stands, found by a lease of its host. */
  public record Leased(
      UUID leaseId,
      UUID campaignId,
      UUID queryId,
      String state,
      int attempt,
      Instant launchedAt,
      String traceparent) {

    /** Whether an answer may still change something. */
    public boolean answerable() {
      return state.equals("pending") || state.equals("leased") || state.equals("draining");
    }
  }

  void assign(AssignmentsCreated chunk, Instant now) {
    jdbi.useHandle(
        handle -> {
          for (Group group : chunk.groups()) {
            handle
                .createUpdate(ASSIGN)
                .bind("campaign_id", chunk.campaignId())
                .bind("now", now)
                .bindArray("host_ids", UUID.class, group.hostIds())
                .bindArray("query_ids", UUID.class, group.queryIds())
                .execute();
          }
        });
  }

  /**
   * After the commit of their chunks: a sweep before that did not see the rows, and would not look
   * again. A stop after it sees them.
   */
  void sweepIfStopped(Collection<UUID> campaignIds) {
    for (UUID campaignId : campaignIds) {
      jdbi.useHandle(
          handle -> handle.createUpdate(SWEEP_AGAIN).bind("campaign_id", campaignId).execute());
    }
  }

  /** A lease that a host shows. */
  record HostLease(UUID hostId, UUID leaseId) {}

  /** Lease id → assignment, for those leases that were ever given to this host. */
  public Map<UUID, Leased> byLease(UUID hostId, Collection<UUID> leaseIds) {
    return byLease(leaseIds.stream().map(leaseId -> new HostLease(hostId, leaseId)).toList())
        .values()
        .stream()
        .collect(Collectors.toMap(Leased::leaseId, Function.identity()));
  }

  /** Those leases that were ever given to the hosts that show them. */
  Map<HostLease, Leased> byLease(Collection<HostLease> leases) {
    return jdbi.withHandle(
        handle -> {
          Map<HostLease, Leased> found = byLease(handle, OPEN_BY_LEASE, leases);
          // Duplicates only: what has ended of a host in all the years is read for nobody else.
          List<HostLease> others =
              leases.stream().filter(lease -> !found.containsKey(lease)).toList();
          if (!others.isEmpty()) {
            found.putAll(byLease(handle, ENDED_BY_LEASE, others));
          }
          return found;
        });
  }

  private static Map<HostLease, Leased> byLease(
      Handle handle, String statement, Collection<HostLease> leases) {
    var found = new HashMap<HostLease, Leased>();
    ArrayQuery.run(
        handle.getConnection(),
        statement,
        row -> {
          var lease =
              new HostLease(
                  row.getObject("host_id", UUID.class), row.getObject("lease_id", UUID.class));
          found.put(lease, leased(row, lease.leaseId()));
        },
        leases.stream().map(HostLease::hostId).toArray(UUID[]::new),
        leases.stream().map(HostLease::leaseId).toArray(UUID[]::new));
    return found;
  }

  private static Leased leased(ResultSet row, UUID leaseId) throws SQLException {
    return new Leased(
        leaseId,
        row.getObject("campaign_id", UUID.class),
        row.getObject("query_id", UUID.class),
        row.getString("state"),
        row.getInt("attempts"),
        row.getObject("launched_at", OffsetDateTime.class).toInstant(),
        row.getString("traceparent"));
  }

  /**
   * A terminal answer.
   *
   * @param reason null for an answer without an error
   * @param at when it was received
   */
  record Answered(
      UUID hostId, UUID campaignId, UUID queryId, boolean errored, String reason, Instant at) {
    static Answered of(UUID hostId, Leased leased, boolean errored, String reason, Instant at) {
      return new Answered(hostId, leased.campaignId(), leased.queryId(), errored, reason, at);
    }
  }

  private record Key(UUID hostId, UUID campaignId, UUID queryId) {}

  /** Whether this answer was the first: false when the assignment had ended meanwhile. */
  public boolean answered(UUID hostId, Leased leased, boolean errored, String reason, Instant now) {
    return answered(List.of(Answered.of(hostId, leased, errored, reason, now))).getFirst();
  }

  /** For each answer in turn whether it was its assignment's first. */
  List<Boolean> answered(List<Answered> answers) {
    var first = new HashSet<Key>();
    jdbi.useHandle(
        handle ->
            ArrayQuery.run(
                handle.getConnection(),
                ANSWERED,
                row ->
                    first.add(
                        new Key(
                            row.getObject("host_id", UUID.class),
                            row.getObject("campaign_id", UUID.class),
                            row.getObject("query_id", UUID.class))),
                answers.stream().map(Answered::hostId).toArray(UUID[]::new),
                answers.stream().map(Answered::campaignId).toArray(UUID[]::new),
                answers.stream().map(Answered::queryId).toArray(UUID[]::new),
                texts(answers, answer -> answer.errored() ? "errored" : "responded"),
                texts(answers, Answered::reason),
                texts(answers, answer -> answer.at().toString())));
    // Of two answers to the same assignment only one was.
    return answers.stream()
        .map(
            answer -> first.remove(new Key(answer.hostId(), answer.campaignId(), answer.queryId())))
        .toList();
  }

  private static String[] texts(List<Answered> answers, Function<Answered, String> text) {
    return answers.stream().map(text).toArray(String[]::new);
  }

  /** Back to pending, not claimable before that time (osquery's denylist, A-6). */
  public void putBack(UUID hostId, UUID leaseId, Instant notBefore) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(PUT_BACK)
                .bind("host_id", hostId)
                .bind("lease_id", leaseId)
                .bind("not_before", notBefore)
                .execute());
  }
}
