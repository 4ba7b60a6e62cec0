package mimir.gateway.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A person who may sign in, with a password or through an identity provider. The hash stays inside
 * the gateway.
 *
 * @param passwordHash empty exactly where there is an identity
 */
public record Account(
    String username,
    Optional<String> passwordHash,
    Optional<OidcIdentity> identity,
    Role role,
    List<String> capabilities,
    boolean disabled,
    Instant createdAt,
    String createdBy) {

  public SignInWay signIn() {
    return identity.isPresent() ? SignInWay.OIDC : SignInWay.LOCAL;
  }

  /** With a password: a provider may be away, or take the role back. */
  boolean isEnabledAdmin() {
    return role == Role.ADMIN && !disabled && identity.isEmpty();
  }

  @Override
  public String toString() {
    return "Account[" + username + ", " + role + "]";
  }
}
