package mimir.gateway.routing;

import java.security.SecureRandom;
import java.util.Base64;

/** A word for one answer that nobody can guess: 128 random bits. */
final class Nonce {
  private static final int BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  static String next() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }

  private Nonce() {}
}
