package mimir.dispatch.reconnect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The arithmetic of pacing. */
public final class Pace {

  /** How long a replica may use tokens that it took from the shared bucket. */
  static final Duration SHARE_TTL = Duration.ofMillis(500);

  /**
   * A host's own delay after a reconnect: uniform in 0 … max over hosts and reconnects, and always
   * the same for one host and one reconnect.
   */
  static Duration jitter(UUID hostId, Instant reconnectedAt, Duration max) {
    if (max.isZero() || max.isNegative()) {
      return Duration.ZERO;
    }
    var text = "mimir-jitter-v1\n" + hostId + "\n" + reconnectedAt.toEpochMilli();
    long hash = ByteBuffer.wrap(sha256(text)).getLong();
    return Duration.ofMillis(Long.remainderUnsigned(hash, max.toMillis()));
  }

  /**
   * The most tokens that the shared bucket may hold: a token that was taken up to {@link
   * #SHARE_TTL} ago may be used now, so that much of the rate is kept back from the burst. But
   * never less than one host may claim, or it never could.
   */
  static double capacity(int ratePerSecond, int burst, int claimMax) {
    double heldByShares = ratePerSecond * (SHARE_TTL.toMillis() / 1_000.0);
    return Math.max(claimMax, burst - heldByShares);
  }

  /** How many tokens a replica asks for at once: a tenth of a second's worth, or one host's. */
  static int share(int ratePerSecond, int claimMax) {
    return Math.max(claimMax, ratePerSecond / 10);
  }

  /**
   * How many hosts use up what the bucket gains while one slot of a {@link Spread} lasts; at least
   * 1.
   */
  static int hostsPerSlot(int ratePerSecond, int claimMax) {
    return Math.max(1, ratePerSecond * Spread.SLOT_MILLIS / 1_000 / claimMax);
  }

  /** Whole seconds until then, at least 1, for osquery's {@code accelerate}. */
  public static int secondsUntil(Instant then, Instant now) {
    long millis = Duration.between(now, then).toMillis();
    return (int) Math.max(1, (millis + 999) / 1_000);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Pace() {}
}
