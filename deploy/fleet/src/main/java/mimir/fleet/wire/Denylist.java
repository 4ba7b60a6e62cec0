package mimir.fleet.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Remembers which SQL a worker did not survive. The text is the key, so another campaign with the
 * same SQL is refused as well.
 */
final class Denylist {

  static final String MESSAGE = "distributed query is denylisted";

  private final Map<String, Instant> marked = new HashMap<>();

  void mark(String sql, Instant now) {
    marked.put(digest(sql), now);
  }

  boolean denies(String sql, Instant now, Duration duration) {
    Instant at = marked.get(digest(sql));
    return at != null && now.isBefore(at.plus(duration));
  }

  private static String digest(String sql) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
