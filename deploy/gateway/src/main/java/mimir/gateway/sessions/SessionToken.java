package mimir.gateway.sessions;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret in the cookie: 256 random bits in Base64url. */
public final class SessionToken {
  /** Name of the cookie that holds it. */
  public static final String COOKIE = "mimir_session";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final byte[] CSRF = "mimir-csrf-v1".getBytes(StandardCharsets.US_ASCII);

  private final String text;

  private SessionToken(String text) {
    this.text = text;
  }

  static SessionToken random() {
    byte[] secret = new byte[BYTES];
    RANDOM.nextBytes(secret);
    return new SessionToken(base64(secret));
  }

  /** Empty for text that can be no token, which is then worth no look-up. */
  public static Optional<SessionToken> of(String cookie) {
    return cookie != null && SHAPE.matcher(cookie).matches()
        ? Optional.of(new SessionToken(cookie))
        : Optional.empty();
  }

  String cookieValue() {
    return text;
  }

  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String csrfToken() {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return base64(mac.doFinal(CSRF));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
