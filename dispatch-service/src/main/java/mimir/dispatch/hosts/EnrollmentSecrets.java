package mimir.dispatch.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.EnrollmentSecretEvent;
import mimir.contracts.dispatch.EnrollmentSecretEvent.EnrollmentSecretCreated;
import mimir.contracts.dispatch.EnrollmentSecretEvent.EnrollmentSecretRevoked;
import mimir.contracts.runtime.EventLog;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Jdbi;

/** Secrets that let machines enroll: shown once, stored hashed, perhaps capped, revocable. */
@ApplicationScoped
class EnrollmentSecrets {

  private static final String CREATE =
      """
      INSERT INTO enrollment_secret (secret_id, name, secret_hash, max_uses, labels, created_at,
                                     created_by)
      VALUES (:secret_id, :name, :secret_hash, :max_uses, CAST(:labels AS jsonb), :now, :by)
      """;

  // One statement counts and checks: two machines that race for the last use do not both get in.
  private static final String USE =
      """
      UPDATE enrollment_secret
      SET uses = uses + 1
      WHERE secret_hash = :secret_hash
        AND revoked_at IS NULL
        AND (max_uses IS NULL OR uses < max_uses)
      RETURNING secret_id, labels
      """;

  private static final String REVOKE =
      """
      UPDATE enrollment_secret
      SET revoked_at = :now
      WHERE secret_id = :secret_id AND revoked_at IS NULL
      """;

  private static final String LIST =
      """
      SELECT secret_id, name, max_uses, labels, uses, created_at, created_by, revoked_at
      FROM enrollment_secret
      WHERE CAST(:after AS uuid) IS NULL OR secret_id < CAST(:after AS uuid)
      ORDER BY secret_id DESC
      LIMIT :limit
      """;

  private final Jdbi jdbi;
  private final EventLog log;
  private final InstantSource clock;

  EnrollmentSecrets(Jdbi jdbi, EventLog log, InstantSource clock) {
    this.jdbi = jdbi;
    this.log = log;
    this.clock = clock;
  }

  @Schema(name = "EnrollmentSecret")
  record Listed(
      UUID id,
      String name,
      @Schema(nullable = true) Integer maxUses,
      Map<String, String> labels,
      int uses,
      Instant createdAt,
      String createdBy,
      @Schema(nullable = true) Instant revokedAt) {}

  /** A secret that was used: which one, and what a new host gets with it. */
  record Used(UUID id, Map<String, String> labels) {}

  /** A secret to be made; no cap when {@code maxUses} is null. */
  record Wanted(String name, Integer maxUses, Map<String, String> labels) {}

  void create(UUID id, byte[] hash, Wanted wanted, String by, String actor) {
    Labels.check("labels", wanted.labels());
    Instant now = clock.instant();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(CREATE)
                .bind("secret_id", id)
                .bind("name", wanted.name())
                .bind("secret_hash", hash)
                .bind("max_uses", wanted.maxUses())
                .bind("labels", Labels.json(wanted.labels()))
                .bind("now", now)
                .bind("by", by)
                .execute());
    var labels = wanted.labels().isEmpty() ? null : wanted.labels();
    append(
        id,
        actor,
        new EnrollmentSecretCreated(id, wanted.name(), wanted.maxUses(), by, now, labels));
  }

  /** Counts a use; empty when no live secret with a use left is meant. */
  Optional<Used> use(String secret) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(USE)
                .bind("secret_hash", Secret.hash(secret))
                .map(
                    row ->
                        new Used(
                            row.getColumn("secret_id", UUID.class),
                            Labels.ofJson(row.getColumn("labels", String.class))))
                .findOne());
  }

  /** False when there is no such secret, or it was revoked before. */
  boolean revoke(UUID id, String by, String actor) {
    Instant now = clock.instant();
    int revoked =
        jdbi.withHandle(
            handle -> handle.createUpdate(REVOKE).bind("secret_id", id).bind("now", now).execute());
    if (revoked == 1) {
      append(id, actor, new EnrollmentSecretRevoked(id, by, now));
    }
    return revoked == 1;
  }

  List<Listed> list(Optional<UUID> after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LIST)
                .bind("after", after.orElse(null))
                .bind("limit", limit)
                .map(
                    row ->
                        new Listed(
                            row.getColumn("secret_id", UUID.class),
                            row.getColumn("name", String.class),
                            row.getColumn("max_uses", Integer.class),
                            Labels.ofJson(row.getColumn("labels", String.class)),
                            row.getColumn("uses", Integer.class),
                            row.getColumn("created_at", Instant.class),
                            row.getColumn("created_by", String.class),
                            row.getColumn("revoked_at", Instant.class)))
                .list());
  }

  private void append(UUID id, String actor, EnrollmentSecretEvent event) {
    var stream = log.open("enrollment-secret-" + id, EnrollmentSecretEvent.CODEC);
    log.append(
        stream.name(),
        stream.version(),
        new EventLog.Destination(Topics.ENROLLMENT_SECRETS, id.toString(), actor),
        EnrollmentSecretEvent.CODEC,
        List.of(event));
  }
}
