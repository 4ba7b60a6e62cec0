package mimir.gateway.oidc;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mimir.gateway.accounts.Grant;
import mimir.gateway.accounts.OidcAccounts;
import mimir.gateway.accounts.OidcIdentity;
import mimir.gateway.accounts.SignInRefused;
import mimir.gateway.accounts.SignInRefused.Reason;
import mimir.gateway.oidc.OidcRules.RoleNames;
import mimir.gateway.sessions.SessionToken;
import mimir.gateway.sessions.Sessions;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** From an ID token that holds to an account and a session, in one transaction. */
@ApplicationScoped
class OidcSignIn {
  /** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters. */
  private static final Pattern SUBJECT = Pattern.compile("[\\x20-\\x7e]{1,255}");

  private final OidcSettings settings;
  private final OidcAccounts accounts;
  private final Sessions sessions;

  OidcSignIn(OidcSettings settings, OidcAccounts accounts, Sessions sessions) {
    this.settings = settings;
    this.accounts = accounts;
    this.sessions = sessions;
  }

  /** What the provider calls this person; empty when it says nothing, or no text. */
  Optional<String> username(JsonWebToken idToken) {
    Object claim = idToken.getClaim(settings.oidcUsernameClaim());
    return claim instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /**
   * The session of somebody whom the provider has just sent.
   *
   * @throws SignInRefused and nothing is made or changed
   */
  @Transactional
  SessionToken open(JsonWebToken idToken, Set<String> roles, String address) {
    OidcIdentity identity = identity(idToken);
    Grant grant = grant(roles).orElseThrow(() -> new SignInRefused(Reason.NO_ROLE));
    var account = accounts.signedIn(identity, username(idToken).orElse(""), grant);
    return sessions.open(account.username(), address);
  }

  /** After {@link Reason#NO_ROLE}. */
  void withdraw(JsonWebToken idToken) {
    accounts.withdraw(identity(idToken));
  }

  private Optional<Grant> grant(Set<String> roles) {
    return OidcRules.grant(
        roles,
        new RoleNames(
            settings.oidcAdminRole(), settings.oidcOperatorRole(), settings.oidcFleetHuntsRole()));
  }

  private static OidcIdentity identity(JsonWebToken idToken) {
    String subject = idToken.getSubject();
    if (subject == null || !SUBJECT.matcher(subject).matches()) {
      throw new SignInRefused(Reason.FAILED);
    }
    return new OidcIdentity(idToken.getIssuer(), subject);
  }
}
