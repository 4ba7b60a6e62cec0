package mimir.dispatch.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.EnrollmentSecretEvent;
import mimir.contracts.dispatch.EnrollmentSecretEvent.EnrollmentSecretCreated;
import mimir.contracts.dispatch.EnrollmentSecretEvent.EnrollmentSecretRevoked;
import mimir.contracts.runtime.EventLog;
import org.jdbi.v3.core.Jdbi;

/** Secrets that let machines enroll: shown once, stored hashed, perhaps capped, revocable. */
@ApplicationScoped
class EnrollmentSecrets {

  private static final String CREATE =
      """
      INSERT INTO enrollment_secret (secret_id, name, secret_hash, max_uses, created_at, created_by)
      VALUES (:secret_id, :name, :secret_hash, :max_uses, :now, :by)
      """;

  // One statement counts and checks: two machines that race for the last use do not both get in.
  private static final String USE =
      """
      UPDATE enrollment_secret
      SET uses = uses + 1
      WHERE secret_hash = :secret_hash
        AND revoked_at IS NULL
        AND (max_uses IS NULL OR uses < max_uses)
      """;

  private static final String REVOKE =
      """
      UPDATE enrollment_secret
      SET revoked_at = :now
      WHERE secret_id = :secret_id AND revoked_at IS NULL
      """;

  private static final String LIST =
      """
      SELECT secret_id, name, max_uses, uses, created_at, created_by, revoked_at
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

  record Listed(
      UUID id,
      String name,
      Integer maxUses,
      int uses,
      Instant createdAt,
      String createdBy,
      Instant revokedAt) {}

  void create(UUID id, String name, byte[] hash, Integer maxUses, String by, String actor) {
    Instant now = clock.instant();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(CREATE)
                .bind("secret_id", id)
                .bind("name", name)
                .bind("secret_hash", hash)
                .bind("max_uses", maxUses)
                .bind("now", now)
                .bind("by", by)
                .execute());
    append(id, actor, new EnrollmentSecretCreated(id, name, maxUses, by, now));
  }

  /** Counts a use; false when no live secret with a use left is meant. */
  boolean use(String secret) {
    return jdbi.withHandle(
            handle -> handle.createUpdate(USE).bind("secret_hash", Secret.hash(secret)).execute())
        == 1;
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
