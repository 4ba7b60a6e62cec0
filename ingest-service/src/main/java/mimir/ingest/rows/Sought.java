package mimir.ingest.rows;

import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mimir.contracts.Refused;

/**
 * A value of a column, as a stack groups them.
 *
 * @param key the SHA-256 of its text; empty when the rows have no such column
 */
record Sought(String column, byte[] key) {
  private static final int KEY_BYTES = 32;

  /**
   * What an address asks for; null when nothing. Of the parameters themselves: a parameter of a
   * method that is empty is taken for one that is not there.
   */
  static Sought of(MultivaluedMap<String, String> asked) {
    return of(asked.getFirst("column"), asked.getFirst("value"), asked.getFirst("value_key"));
  }

  static Sought of(String column, String value, String valueKey) {
    if (column == null && value == null && valueKey == null) {
      return null;
    }
    if (column == null) {
      throw Refused.invalidField("column", "A value is one of a column.");
    }
    if ((value == null) == (valueKey == null)) {
      throw Refused.invalidField("value", "With column goes either value or value_key.");
    }
    return new Sought(column, value == null ? parsed(valueKey) : hashed(value));
  }

  private static byte[] parsed(String hex) {
    if (hex.isEmpty() || hex.length() == 2 * KEY_BYTES) {
      try {
        return HexFormat.of().parseHex(hex);
      } catch (IllegalArgumentException _) {
        // told below, as one of another length is
      }
    }
    throw Refused.invalidField("value_key", "value_key is that of one of a stack's values.");
  }

  private static byte[] hashed(String value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
