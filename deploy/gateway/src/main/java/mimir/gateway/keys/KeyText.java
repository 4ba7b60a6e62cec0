package mimir.gateway.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secret itself: {@code mimir_} and 256 random bits in Base64url. The prefix lets scanners of
 * repositories find one that was committed.
 */
public final class KeyText {
  /** Routing context key of the API key that a request was sent with. */
  public static final String KEY = KeyText.class.getName();

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;
  private static final Pattern SHAPE = Pattern.compile("mimir_[A-Za-z0-9_-]{43}");
  private static final String SCHEME = "bearer ";

  private final String text;

  private KeyText(String text) {
    this.text = text;
  }

  static KeyText random() {
    byte[] secret = new byte[BYTES];
    RANDOM.nextBytes(secret);
    return new KeyText("mimir_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** Of an {@code Authorization} header; empty for what can be no key of ours. */
  public static Optional<KeyText> ofHeader(String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String text = authorization.substring(SCHEME.length()).strip();
    return SHAPE.matcher(text).matches() ? Optional.of(new KeyText(text)) : Optional.empty();
  }

  /** To be shown once. */
  String shown() {
    return text;
  }

  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "KeyText";
  }
}
