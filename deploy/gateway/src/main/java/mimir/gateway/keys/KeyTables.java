package mimir.gateway.keys;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mimir.gateway.accounts.Role;
import mimir.gateway.accounts.SignInWay;
import mimir.gateway.sessions.Session;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of the table {@code api_key}. */
@ApplicationScoped
class KeyTables {
  /** Uses nearer to each other than this are one use. */
  static final Duration USED_EVERY = Duration.ofMinutes(1);

  private static final String INSERT =
      """
      INSERT INTO api_key (id, name, username, key_hash, created_at)
      VALUES (:id, :name, :username, :key_hash, :now)
      ON CONFLICT (username, lower(name)) DO NOTHING
      """;

  private static final String COUNT = "SELECT count(*) FROM api_key WHERE username = :username";

  private static final String FIND =
      """
      SELECT api_key.id, api_key.name, account.username, account.role, account.capabilities,
             account.oidc_subject IS NOT NULL AS oidc
      FROM api_key
      JOIN account ON account.username = api_key.username
      WHERE api_key.key_hash = :key_hash AND NOT account.disabled
      """;

  private static final String USED =
      """
      UPDATE api_key
      SET last_used_at = :now
      WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= :used_before)
      """;

  private static final String PAGE =
      """
      SELECT id, name, username, created_at, last_used_at
      FROM api_key
      WHERE id < :before AND (:all OR username = :username)
      ORDER BY id DESC
      LIMIT :limit
      """;

  private static final String OWNER = "SELECT username FROM api_key WHERE id = :id";

  private static final String DELETE =
      """
      DELETE FROM api_key
      WHERE id = :id
      RETURNING id, name, key_hash
      """;

  private static final String DELETE_OF =
      """
      DELETE FROM api_key
      WHERE username = :username
      RETURNING id, name, key_hash
      """;

  // A change of the account, which ends its sessions, waits for this, or this sees it.
  private static final String LOCK_SESSION =
      """
      SELECT session.id
      FROM session
      JOIN account ON account.username = session.username
      WHERE session.id = :id AND NOT account.disabled
      FOR SHARE
      """;

  /** After every id that there is. */
  static final UUID START = new UUID(-1, -1);

  private final Jdbi jdbi;

  KeyTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Whose key it is, as they are now. */
  record Found(String name, Session person) {}

  /** False when the person has one of that name. */
  boolean insert(UUID id, String name, String username, byte[] keyHash, Instant now) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(INSERT)
                    .bind("id", id)
                    .bind("name", name)
                    .bind("username", username)
                    .bind("key_hash", keyHash)
                    .bind("now", now)
                    .execute())
        == 1;
  }

  int count(String username) {
    return jdbi.withHandle(
        handle -> handle.createQuery(COUNT).bind("username", username).mapTo(Integer.class).one());
  }

  Optional<Found> find(byte[] keyHash) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(FIND).bind("key_hash", keyHash).map(KeyTables::found).findOne());
  }

  void used(UUID id, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(USED)
                .bind("id", id)
                .bind("now", now)
                .bind("used_before", now.minus(USED_EVERY))
                .execute());
  }

  /**
   * Newest first.
   *
   * @param all of everybody, and not only that person's
   */
  List<ApiKey> page(UUID before, int limit, String username, boolean all) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PAGE)
                .bind("before", before)
                .bind("limit", limit)
                .bind("username", username)
                .bind("all", all)
                .map(KeyTables::apiKey)
                .list());
  }

  /** A key that is no more. */
  record Deleted(UUID id, String name, byte[] keyHash) {}

  Optional<String> owner(UUID id) {
    return jdbi.withHandle(
        handle -> handle.createQuery(OWNER).bind("id", id).mapTo(String.class).findOne());
  }

  Optional<Deleted> delete(UUID id) {
    return jdbi.withHandle(
        handle -> handle.createQuery(DELETE).bind("id", id).map(KeyTables::deleted).findOne());
  }

  List<Deleted> deleteOf(String username) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(DELETE_OF)
                .bind("username", username)
                .map(KeyTables::deleted)
                .list());
  }

  /** False when it has ended meanwhile. */
  boolean lockSession(UUID sessionId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(LOCK_SESSION)
                .bind("id", sessionId)
                .mapTo(UUID.class)
                .findOne()
                .isPresent());
  }

  private static Deleted deleted(ResultSet row, StatementContext ignored) throws SQLException {
    return new Deleted(
        row.getObject("id", UUID.class), row.getString("name"), row.getBytes("key_hash"));
  }

  private static ApiKey apiKey(ResultSet row, StatementContext ignored) throws SQLException {
    OffsetDateTime used = row.getObject("last_used_at", OffsetDateTime.class);
    return new ApiKey(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("username"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        used == null ? null : used.toInstant());
  }

  private static Found found(ResultSet row, StatementContext ignored) throws SQLException {
    return new Found(
        row.getString("name"),
        new Session(
            row.getObject("id", UUID.class),
            row.getString("username"),
            row.getBoolean("oidc") ? SignInWay.OIDC : SignInWay.LOCAL,
            Role.of(row.getString("role")).orElseThrow(),
            List.of((String[]) row.getArray("capabilities").getArray()),
            Instant.MAX));
  }
}
