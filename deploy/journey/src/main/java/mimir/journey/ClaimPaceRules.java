package mimir.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** INV-13: claims in any window of t seconds are at most rate × t + burst. */
public final class ClaimPaceRules {

  /**
   * The burst that these claims would have needed: the most by which a window of any length holds
   * more claims than the rate gives it.
   *
   * @param claims the earliest first
   */
  public static double burst(List<Instant> claims, double ratePerSecond) {
    double most = 0;
    // Of all windows that end with a claim, the fullest begins where claims were furthest behind.
    double behind = Double.POSITIVE_INFINITY;
    for (int i = 0; i < claims.size(); i++) {
      double given =
          ratePerSecond * Duration.between(claims.getFirst(), claims.get(i)).toNanos() / 1e9;
      behind = Math.min(behind, i - given);
      most = Math.max(most, i + 1 - given - behind);
    }
    return most;
  }

  private ClaimPaceRules() {}
}
