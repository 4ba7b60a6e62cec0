package mimir.contracts.agreed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A host's fixed place in the rollout of a version (O-6): the same wherever it is computed. Raising
 * the percentage only adds hosts, and another version shuffles them.
 */
public final class Cohort {
  /** Places; a percentage has two digits behind its point. */
  public static final int COUNT = 10_000;

  private static final int PER_PERCENT = 100;
  private static final String DOMAIN = "mimir-cohort-v1\n";

  /**
   * @return 0 to 9,999
   */
  public static int of(UUID hostId, String version) {
    try {
      // UUID writes itself in lower case.
      byte[] text = (DOMAIN + hostId + "\n" + version).getBytes(UTF_8);
      long first = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text)).getLong();
      return (int) Long.remainderUnsigned(first, COUNT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Whether a rollout of so many percent reaches the host.
   *
   * @param percent 0 to 100
   */
  public static boolean reached(UUID hostId, String version, int percent) {
    return of(hostId, version) < percent * PER_PERCENT;
  }

  private Cohort() {}
}
