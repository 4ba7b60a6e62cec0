package mimir.gateway.sessions;

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
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of the table {@code session}. */
@ApplicationScoped
class SessionTables {
  /** Uses nearer to each other than this are one use. */
  static final Duration SEEN_EVERY = Duration.ofMinutes(1);

  private static final String INSERT =
      """
      INSERT INTO session (id, token_hash, username, created_at, last_seen_at, ends_at)
      VALUES (:id, :token_hash, :username, :now, :now, :ends_at)
      """;

  private static final String FIND =
      """
      SELECT session.id, account.username, account.role, account.capabilities, session.ends_at,
             account.oidc_subject IS NOT NULL AS oidc
      FROM session
      JOIN account ON account.username = session.username
      WHERE session.token_hash = :token_hash
        AND session.ends_at > :now
        AND session.last_seen_at > :idle_since
        AND NOT account.disabled
      """;

  private static final String SEEN =
      """
      UPDATE session
      SET last_seen_at = :now
      WHERE id = :id AND last_seen_at <= :seen_before
      """;

  private static final String DELETE = "DELETE FROM session WHERE id = :id";

  private static final String DELETE_OF = "DELETE FROM session WHERE username = :username";

  private static final String DELETE_ENDED =
      """
      DELETE FROM session
      WHERE ends_at <= :now OR last_seen_at <= :idle_since
      """;

  private final Jdbi jdbi;

  SessionTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void insert(UUID id, byte[] tokenHash, String username, Instant now, Instant endsAt) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(INSERT)
                .bind("id", id)
                .bind("token_hash", tokenHash)
                .bind("username", username)
                .bind("now", now)
                .bind("ends_at", endsAt)
                .execute());
  }

  Optional<Session> find(byte[] tokenHash, Instant now, Duration idle) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(FIND)
                .bind("token_hash", tokenHash)
                .bind("now", now)
                .bind("idle_since", now.minus(idle))
                .map(SessionTables::session)
                .findOne());
  }

  void seen(UUID id, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(SEEN)
                .bind("id", id)
                .bind("now", now)
                .bind("seen_before", now.minus(SEEN_EVERY))
                .execute());
  }

  /** False when it had ended already. */
  boolean delete(UUID id) {
    return jdbi.withHandle(handle -> handle.createUpdate(DELETE).bind("id", id).execute()) == 1;
  }

  void deleteOf(String username) {
    jdbi.useHandle(handle -> handle.createUpdate(DELETE_OF).bind("username", username).execute());
  }

  void deleteEnded(Instant now, Duration idle) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(DELETE_ENDED)
                .bind("now", now)
                .bind("idle_since", now.minus(idle))
                .execute());
  }

  private static Session session(ResultSet row, StatementContext ignored) throws SQLException {
    return new Session(
        row.getObject("id", UUID.class),
        row.getString("username"),
        row.getBoolean("oidc") ? SignInWay.OIDC : SignInWay.LOCAL,
        Role.of(row.getString("role")).orElseThrow(),
        List.of((String[]) row.getArray("capabilities").getArray()),
        row.getObject("ends_at", OffsetDateTime.class).toInstant());
  }
}
