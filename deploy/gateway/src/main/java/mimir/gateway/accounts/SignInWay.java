package mimir.gateway.accounts;

import java.util.Locale;

/** How a person signs in. */
public enum SignInWay {
  LOCAL,
  OIDC;

  /** As the API says it, e.g. {@code oidc}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
