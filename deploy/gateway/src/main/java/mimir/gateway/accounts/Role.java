package mimir.gateway.accounts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The two roles of P-1. */
public enum Role {
  ADMIN,
  OPERATOR;

  /** As it stands in URLs, rows, tokens and events, e.g. {@code admin}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> of(String code) {
    return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
  }
}
