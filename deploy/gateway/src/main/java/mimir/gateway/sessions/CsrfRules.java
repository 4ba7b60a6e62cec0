package mimir.gateway.sessions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/** Whether a request with a cookie shows that its page could read what the session was told. */
public final class CsrfRules {
  public static final String HEADER = "X-CSRF-Token";
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  public static boolean allows(String method, String expected, String shown) {
    return SAFE.contains(method)
        || (shown != null
            && MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8)));
  }

  private CsrfRules() {}
}
