package mimir.contracts.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * The hash that chains a stream: SHA-256 over the hash before it and the fields of the event, each
 * with its length before it, so that no byte can move from one field to the next.
 */
final class ChainHash {

  static byte[] of(
      byte[] previous,
      String stream,
      long version,
      UUID id,
      String type,
      Instant at,
      String payload) {
    MessageDigest digest = sha256();
    add(digest, previous);
    add(digest, stream.getBytes(StandardCharsets.UTF_8));
    add(digest, Long.toString(version).getBytes(StandardCharsets.UTF_8));
    add(digest, id.toString().getBytes(StandardCharsets.UTF_8));
    add(digest, type.getBytes(StandardCharsets.UTF_8));
    add(digest, at.toString().getBytes(StandardCharsets.UTF_8));
    add(digest, payload.getBytes(StandardCharsets.UTF_8));
    return digest.digest();
  }

  private static void add(MessageDigest digest, byte[] field) {
    int n = field.length;
    digest.update(new byte[] {(byte) (n >>> 24), (byte) (n >>> 16), (byte) (n >>> 8), (byte) n});
    digest.update(field);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private ChainHash() {}
}
