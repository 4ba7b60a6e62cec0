package mimir.gateway.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of the table {@code account}. */
@ApplicationScoped
class AccountTables {

  private static final String BY_USERNAME =
      """
      SELECT username, password_hash, oidc_issuer, oidc_subject, role, capabilities, disabled,
             created_at, created_by
      FROM account
      WHERE username = :username
      """;

  private static final String BY_IDENTITY =
      """
      SELECT username, password_hash, oidc_issuer, oidc_subject, role, capabilities, disabled,
             created_at, created_by
      FROM account
      WHERE oidc_issuer = :issuer AND oidc_subject = :subject
      """;

  private static final String PAGE =
      """
      SELECT username, password_hash, oidc_issuer, oidc_subject, role, capabilities, disabled,
             created_at, created_by
      FROM account
      WHERE username > :after
      ORDER BY username
      LIMIT :limit
      """;

  private static final String ANY = "SELECT EXISTS (SELECT FROM account)";

  // The lock makes two changes that would each take away an admin wait for each other; the order
  // keeps them from waiting in a circle.
  private static final String LOCK_ENABLED_ADMINS =
      """
      SELECT username
      FROM account
      WHERE role = 'admin' AND NOT disabled AND password_hash IS NOT NULL
      ORDER BY username
      FOR UPDATE
      """;

  private static final String INSERT =
      """
      INSERT INTO account (username, password_hash, oidc_issuer, oidc_subject, role, capabilities,
                           created_at, created_by)
      VALUES (:username, :password_hash, :issuer, :subject, :role, :capabilities, :created_at,
              :created_by)
      ON CONFLICT DO NOTHING
      """;

  private static final String UPDATE =
      """
      UPDATE account
      SET role = :role, capabilities = :capabilities, disabled = :disabled,
          password_hash = coalesce(:password_hash, password_hash)
      WHERE username = :username
      """;

  private final Jdbi jdbi;

  AccountTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  Optional<Account> byUsername(String username) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(BY_USERNAME)
                .bind("username", username)
                .map(AccountTables::account)
                .findOne());
  }

  Optional<Account> byIdentity(OidcIdentity identity) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(BY_IDENTITY)
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .map(AccountTables::account)
                .findOne());
  }

  List<Account> page(String after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PAGE)
                .bind("after", after)
                .bind("limit", limit)
                .map(AccountTables::account)
                .list());
  }

  boolean any() {
    return jdbi.withHandle(handle -> handle.createQuery(ANY).mapTo(Boolean.class).one());
  }

  List<String> lockEnabledAdmins() {
    return jdbi.withHandle(
        handle -> handle.createQuery(LOCK_ENABLED_ADMINS).mapTo(String.class).list());
  }

  /** False when the name, whatever its capitals, or the identity has an account already. */
  boolean insert(Account account) {
    int inserted =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(INSERT)
                    .bind("username", account.username())
                    .bind("password_hash", account.passwordHash().orElse(null))
                    .bind("issuer", account.identity().map(OidcIdentity::issuer).orElse(null))
                    .bind("subject", account.identity().map(OidcIdentity::subject).orElse(null))
                    .bind("role", account.role().code())
                    .bindArray("capabilities", String.class, account.capabilities())
                    .bind("created_at", account.createdAt())
                    .bind("created_by", account.createdBy())
                    .execute());
    return inserted == 1;
  }

  /**
   * @param passwordHash null leaves the password as it is
   */
  void update(
      String username,
      String role,
      List<String> capabilities,
      boolean disabled,
      String passwordHash) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(UPDATE)
                .bind("username", username)
                .bind("role", role)
                .bindArray("capabilities", String.class, capabilities)
                .bind("disabled", disabled)
                .bind("password_hash", passwordHash)
                .execute());
  }

  private static Account account(ResultSet row, StatementContext ignored) throws SQLException {
    return new Account(
        row.getString("username"),
        Optional.ofNullable(row.getString("password_hash")),
        identity(row.getString("oidc_issuer"), row.getString("oidc_subject")),
        Role.of(row.getString("role")).orElseThrow(),
        List.of((String[]) row.getArray("capabilities").getArray()),
        row.getBoolean("disabled"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("created_by"));
  }

  private static Optional<OidcIdentity> identity(String issuer, String subject) {
    return subject == null ? Optional.empty() : Optional.of(new OidcIdentity(issuer, subject));
  }
}
