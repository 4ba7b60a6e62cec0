package mimir.ingest.alerts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The id of an alert follows from what it is about, so the same match is the same alert (M-2). */
final class AlertId {
  private static final String DOMAIN = "mimir-alert-v1";

  /** Bits of a UUID that say by which rule it was made, RFC 9562: version 8, its own. */
  private static final long VERSION_8 = 0x8000L;

  private static final long VERSION_MASK = 0xf000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;

  static UUID of(UUID launchId, UUID hostId, UUID iocId) {
    String text =
        String.join("\n", DOMAIN, launchId.toString(), hostId.toString(), iocId.toString());
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      return new UUID(
          (hash.getLong() & ~VERSION_MASK) | VERSION_8, (hash.getLong() & ~VARIANT_MASK) | VARIANT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private AlertId() {}
}
