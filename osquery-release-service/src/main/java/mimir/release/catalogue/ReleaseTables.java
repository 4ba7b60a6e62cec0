package mimir.release.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.release.ReleaseEvent.ReleaseApproved;
import mimir.contracts.release.ReleaseEvent.ReleaseDeleted;
import mimir.contracts.release.ReleaseEvent.ReleaseRegistered;
import mimir.contracts.release.ReleaseEvent.RolloutAutoPaused;
import mimir.contracts.release.ReleaseEvent.RolloutSet;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.RowView;

/** The releases that there are: a projection of their streams, and the SQL of their list. */
@ApplicationScoped
public class ReleaseTables {

  // Of two who register the same at once the second one waits here for the first.
  private static final String REGISTER =
      """
      INSERT INTO osquery_release (release_id, version, os, arch, download_url, sha256, signature,
                                   manifest_timestamp, status, added_at, added_by)
      VALUES (:release_id, :version, :os, :arch, :download_url, :sha256, :signature,
              :manifest_timestamp, 'pending', :at, :by)
      ON CONFLICT (version, os, arch) DO NOTHING
      """;

  private static final String APPROVE =
      """
      UPDATE osquery_release
      SET status = 'approved', rollout_percent = :percent, approved_at = :at, approved_by = :by
      WHERE release_id = :release_id
      """;

  private static final String NEWEST_APPROVED =
      """
      INSERT INTO newest_approved (version, os, arch, manifest_timestamp)
      VALUES (:version, :os, :arch, :manifest_timestamp)
      ON CONFLICT (version, os, arch) DO UPDATE
      SET manifest_timestamp = greatest(newest_approved.manifest_timestamp,
                                        excluded.manifest_timestamp)
      """;

  private static final String APPROVED_BEFORE =
      """
      SELECT manifest_timestamp
      FROM newest_approved
      WHERE version = :version AND os = :os AND arch = :arch
      """;

  // Troubles of an earlier rollout do not count against one that an admin begins again.
  private static final String SET_ROLLOUT =
      """
      UPDATE osquery_release
      SET rollout_percent = :percent, pause_reason = NULL,
          rollout_began_at = CASE
              WHEN rollout_percent > 0 AND :percent > 0 THEN rollout_began_at
              WHEN :percent > 0 THEN CAST(:at AS timestamptz)
          END
      WHERE release_id = :release_id
      """;

  private static final String AUTO_PAUSE =
      """
      UPDATE osquery_release
      SET rollout_percent = 0, pause_reason = :reason, rollout_began_at = NULL
      WHERE release_id = :release_id
      """;

  private static final String DELETE =
      """
      DELETE FROM osquery_release
      WHERE release_id = :release_id
      """;

  private static final String LIST =
      """
      SELECT *
      FROM osquery_release
      WHERE release_id < :before
      ORDER BY release_id DESC
      LIMIT :limit
      """;

  private static final String FIND =
      """
      SELECT *
      FROM osquery_release
      WHERE release_id = :release_id
      """;

  private static final String FIND_VERSION =
      """
      SELECT *
      FROM osquery_release
      WHERE version = :version AND os = :os AND arch = :arch
      """;

  private static final String ROLLING_OUT =
      """
      SELECT *
      FROM osquery_release
      WHERE rollout_percent > 0
      ORDER BY release_id
      """;

  private static final String STORED =
      """
      SELECT DISTINCT sha256
      FROM osquery_release
      """;

  /** After every id that there is. */
  static final UUID START = new UUID(-1, -1);

  private final Jdbi jdbi;

  ReleaseTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * A row of the list.
   *
   * @param rollout null before approval
   * @param rolloutBeganAt when it was last set above 0; null while it is paused
   */
  public record Row(
      UUID id,
      String version,
      String os,
      String arch,
      String status,
      Integer rollout,
      Instant addedAt,
      String addedBy,
      Instant approvedAt,
      String approvedBy,
      String downloadUrl,
      String sha256,
      Instant manifestTimestamp,
      String pauseReason,
      Instant rolloutBeganAt) {}

  /**
   * @throws Refused {@code release_exists}
   */
  void project(ReleaseEvent event) {
    switch (event) {
      case ReleaseRegistered registered -> register(registered);
      case ReleaseApproved it -> approve(it);
      case RolloutSet it ->
          update(SET_ROLLOUT, it.releaseId(), Map.of("percent", it.percent(), "at", it.at()));
      case RolloutAutoPaused it ->
          update(AUTO_PAUSE, it.releaseId(), Map.of("reason", it.reason()));
      case ReleaseDeleted it -> update(DELETE, it.releaseId(), Map.of());
    }
  }

  private void register(ReleaseRegistered registered) {
    var manifest = registered.manifest();
    int inserted =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(REGISTER)
                    .bind("release_id", registered.releaseId())
                    .bind("version", manifest.version())
                    .bind("os", manifest.os())
                    .bind("arch", manifest.arch())
                    .bind("download_url", manifest.downloadUrl())
                    .bind("sha256", manifest.sha256())
                    .bind("signature", manifest.signature())
                    .bind("manifest_timestamp", manifest.manifestTimestamp())
                    .bind("at", registered.at())
                    .bind("by", registered.by())
                    .execute());
    if (inserted == 0) {
      throw ReleaseRules.exists(manifest);
    }
  }

  private void approve(ReleaseApproved it) {
    update(
        APPROVE,
        it.releaseId(),
        Map.of("percent", it.percent(), "at", it.approvedAt(), "by", it.by()));
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(NEWEST_APPROVED)
                .bind("version", it.manifest().version())
                .bind("os", it.manifest().os())
                .bind("arch", it.manifest().arch())
                .bind("manifest_timestamp", it.manifest().manifestTimestamp())
                .execute());
  }

  /** When the newest manifest of that version and platform was signed that was ever approved. */
  Optional<Instant> approvedBefore(SignedManifest manifest) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(APPROVED_BEFORE)
                .bind("version", manifest.version())
                .bind("os", manifest.os())
                .bind("arch", manifest.arch())
                .mapTo(Instant.class)
                .findOne());
  }

  private void update(String sql, UUID releaseId, Map<String, ?> values) {
    jdbi.useHandle(
        handle -> handle.createUpdate(sql).bind("release_id", releaseId).bindMap(values).execute());
  }

  /** Newest first. */
  List<Row> page(UUID before, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("before", before)
                .bind("limit", limit)
                .map(ReleaseTables::row)
                .list());
  }

  public Optional<Row> find(UUID releaseId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(FIND)
                .bind("release_id", releaseId)
                .map(ReleaseTables::row)
                .findOne());
  }

  /** The one of that version and platform. */
  Optional<Row> find(SignedManifest manifest) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(FIND_VERSION)
                .bind("version", manifest.version())
                .bind("os", manifest.os())
                .bind("arch", manifest.arch())
                .map(ReleaseTables::row)
                .findOne());
  }

  /** Those that hosts are told to install. */
  public List<Row> rollingOut() {
    return jdbi.withHandle(
        handle -> handle.createQuery(ROLLING_OUT).map(ReleaseTables::row).list());
  }

  /** The hashes of the binaries that any release names. */
  public List<String> hashes() {
    return jdbi.withHandle(handle -> handle.createQuery(STORED).mapTo(String.class).list());
  }

  private static Row row(RowView row) {
    return new Row(
        row.getColumn("release_id", UUID.class),
        row.getColumn("version", String.class),
        row.getColumn("os", String.class),
        row.getColumn("arch", String.class),
        row.getColumn("status", String.class),
        row.getColumn("rollout_percent", Integer.class),
        row.getColumn("added_at", Instant.class),
        row.getColumn("added_by", String.class),
        row.getColumn("approved_at", Instant.class),
        row.getColumn("approved_by", String.class),
        row.getColumn("download_url", String.class),
        row.getColumn("sha256", String.class),
        row.getColumn("manifest_timestamp", Instant.class),
        row.getColumn("pause_reason", String.class),
        row.getColumn("rollout_began_at", Instant.class));
  }
}
