package mimir.gateway.accounts;

import java.time.Instant;
import java.util.List;

/** A person who may sign in with a password. The hash stays inside the gateway. */
public record Account(
    String username,
    String passwordHash,
    Role role,
    List<String> capabilities,
    boolean disabled,
    Instant createdAt,
    String createdBy) {

  boolean isEnabledAdmin() {
    return role == Role.ADMIN && !disabled;
  }

  @Override
  public String toString() {
    return "Account[" + username + ", " + role + "]";
  }
}
