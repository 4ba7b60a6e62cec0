package mimir.release.rollout;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.agent.AgentEvent.UpdateOffered;
import mimir.contracts.agent.AgentEvent.UpdateReported;
import mimir.contracts.agent.AgentEvent.UpdateStatus;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL of offers and what became of them. */
@ApplicationScoped
public class OfferTables {
  /** Before every offer. */
  public static final Instant EVER = Instant.EPOCH;

  // Records of a host come in their order; one that is read again is older. A host that is offered
  // it again does not run it any more.
  private static final String OFFER =
      """
      INSERT INTO offered_host (release_id, host_id, version, offered_at)
      VALUES (:release_id, :host_id, :version, :at)
      ON CONFLICT (release_id, host_id) DO UPDATE
      SET offered_at = excluded.offered_at, installed_at = NULL
      WHERE offered_host.offered_at < excluded.offered_at
      """;

  private static final String INSTALLED =
      """
      UPDATE offered_host
      SET installed_at = :at
      WHERE host_id = :host_id AND version = :version AND installed_at IS NULL
        AND offered_at <= :at
      """;

  // A host that runs it has installed it, also when its report was lost.
  private static final String RUNS =
      """
      UPDATE offered_host
      SET installed_at = :last_seen
      WHERE host_id = :host_id AND version = :osquery_version AND installed_at IS NULL
        AND offered_at <= :last_seen
      """;

  private static final String FAILED =
      """
      UPDATE offered_host
      SET failed_at = :at, failure = :detail, installed_at = NULL
      WHERE host_id = :host_id AND version = :version AND offered_at <= :at
        AND (failed_at IS NULL OR failed_at < :at)
      """;

  private static final String HOST =
      """
      INSERT INTO host (host_id, platform, osquery_version, last_seen, decommissioned_at)
      VALUES (:host_id, :platform, :osquery_version, :last_seen, :decommissioned_at)
      ON CONFLICT (host_id) DO UPDATE
      SET platform = excluded.platform, osquery_version = excluded.osquery_version,
          last_seen = excluded.last_seen,
          decommissioned_at = excluded.decommissioned_at
      """;

  private static final String NEWEST_CONTACT =
      """
      SELECT max(last_seen)
      FROM host
      """;

  // A host that was heard of for long enough after it had installed it has survived it: when it is
  // closed later, that is not the release's. Of the rest, one that said that it failed is not
  // silent
  // too.
  private static final String HEALTH =
      """
      SELECT release_id, count(*) AS offered,
             count(*) FILTER (WHERE runs AND NOT silent) AS installed,
             count(*) FILTER (WHERE NOT runs AND failed) AS failed,
             count(*) FILTER (WHERE silent AND (runs OR NOT failed)) AS silent
      FROM (
          SELECT offered_host.release_id, installed_at IS NOT NULL AS runs,
                 coalesce(failed_at > CAST(:since AS timestamptz), false) AS failed,
                 greatest(host.last_seen, offered_at, installed_at) < :heard_since
                     AND coalesce(host.last_seen < installed_at + CAST(:proven AS interval), true)
                     AS silent
          FROM offered_host
          LEFT JOIN host USING (host_id)
          WHERE release_id = ANY (:release_ids) AND offered_at > :since
            AND host.decommissioned_at IS NULL
      ) AS each
      GROUP BY release_id
      """;

  // Usual is what hosts of the platform do that the release cannot have harmed: it was not offered
  // to them, or they have survived it.
  private static final String USUAL =
      """
      SELECT count(*) FILTER (WHERE unharmed) AS hosts,
             count(*) FILTER (WHERE unharmed AND last_seen < :heard_since) AS silent,
             count(*) FILTER (WHERE NOT unharmed AND offered_at > :since) AS at_risk
      FROM (
          SELECT last_seen, offered_at,
                 offered_at IS NULL
                     OR coalesce(last_seen >= installed_at + CAST(:proven AS interval), false)
                     AS unharmed
          FROM host
          LEFT JOIN offered_host
              ON offered_host.host_id = host.host_id AND offered_host.release_id = :release_id
          WHERE platform = :os AND greatest(last_seen, offered_at) >= :since
            AND decommissioned_at IS NULL
      ) AS each
      """;

  private static final String FAILURES =
      """
      SELECT release_id, failure, count(*) AS hosts
      FROM offered_host
      WHERE release_id = ANY (:release_ids) AND failure IS NOT NULL AND failure <> ''
        AND installed_at IS NULL AND failed_at > :since
      GROUP BY release_id, failure
      ORDER BY hosts DESC, failure
      """;

  private static final String FORGET =
      """
      DELETE FROM offered_host
      WHERE offered_at < :before
        AND NOT EXISTS (
            SELECT
            FROM osquery_release
            WHERE osquery_release.release_id = offered_host.release_id)
      """;

  /** What so many hosts say. */
  @Schema(name = "InstallFailure")
  public record Failure(String detail, long hosts) {}

  private final Jdbi jdbi;

  OfferTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void offered(UpdateOffered offered) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(OFFER)
                .bind("release_id", offered.releaseId())
                .bind("host_id", offered.hostId())
                .bind("version", offered.version())
                .bind("at", offered.at())
                .execute());
  }

  void reported(UpdateReported reported) {
    boolean failed = reported.status() == UpdateStatus.FAILED;
    jdbi.useHandle(
        handle -> {
          var update =
              handle
                  .createUpdate(failed ? FAILED : INSTALLED)
                  .bind("host_id", reported.hostId())
                  .bind("version", reported.version())
                  .bind("at", reported.at());
          if (failed) {
            update.bind("detail", reported.detail());
          }
          update.execute();
        });
  }

  void hosts(List<HostChanged> hosts) {
    jdbi.useHandle(
        handle -> {
          try (PreparedBatch known = handle.prepareBatch(HOST);
              PreparedBatch runs = handle.prepareBatch(RUNS)) {
            for (HostChanged host : hosts) {
              known
                  .bind("host_id", host.hostId())
                  .bind("platform", host.platform())
                  .bind("osquery_version", host.osqueryVersion())
                  .bind("last_seen", host.lastSeen())
                  .bind("decommissioned_at", host.decommissionedAt())
                  .add();
              runs.bind("host_id", host.hostId())
                  .bind("osquery_version", host.osqueryVersion())
                  .bind("last_seen", host.lastSeen())
                  .add();
            }
            known.execute();
            runs.execute();
          }
        });
  }

  /** When anybody was heard of last; none when there is nobody. */
  public Optional<Instant> newestContact() {
    return jdbi.withHandle(
        handle ->
            Optional.ofNullable(handle.createQuery(NEWEST_CONTACT).mapTo(Instant.class).one()));
  }

  /**
   * Release → how its rollout goes; those that were offered to nobody are missing.
   *
   * @param since offers before it, and what became of them, do not count
   * @param heardSince a host that was not heard of since is silent
   * @param proven a host that was heard of for so long after it had installed it has survived it
   */
  public Map<UUID, RolloutHealth> health(
      Collection<UUID> releaseIds, Instant since, Instant heardSince, Duration proven) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(HEALTH)
                .bindArray("release_ids", UUID.class, releaseIds)
                .bind("since", since)
                .bind("heard_since", heardSince)
                .bind("proven", proven)
                .map(
                    row ->
                        Map.entry(
                            row.getColumn("release_id", UUID.class),
                            new RolloutHealth(
                                row.getColumn("offered", Long.class),
                                row.getColumn("installed", Long.class),
                                row.getColumn("failed", Long.class),
                                row.getColumn("silent", Long.class))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * What hosts do that the release cannot have harmed.
   *
   * @param os the release's
   */
  public UsualSilence usual(
      UUID releaseId, String os, Instant since, Instant heardSince, Duration proven) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(USUAL)
                .bind("release_id", releaseId)
                .bind("os", os)
                .bind("since", since)
                .bind("heard_since", heardSince)
                .bind("proven", proven)
                .map(
                    row ->
                        new UsualSilence(
                            row.getColumn("hosts", Long.class),
                            row.getColumn("silent", Long.class),
                            row.getColumn("at_risk", Long.class)))
                .one());
  }

  /** Release → what its hosts say why they failed, the commonest first. */
  public Map<UUID, List<Failure>> failures(Collection<UUID> releaseIds, Instant since) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(FAILURES)
                .bindArray("release_ids", UUID.class, releaseIds)
                .bind("since", since)
                .reduceRows(
                    new HashMap<>(),
                    (failures, row) -> {
                      failures
                          .computeIfAbsent(
                              row.getColumn("release_id", UUID.class), _ -> new ArrayList<>())
                          .add(
                              new Failure(
                                  row.getColumn("failure", String.class),
                                  row.getColumn("hosts", Long.class)));
                      return failures;
                    }));
  }

  /** Forgets who was offered what is deleted. */
  public void forget(Instant before) {
    jdbi.useHandle(handle -> handle.createUpdate(FORGET).bind("before", before).execute());
  }
}
