package mimir.campaign.targets;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a host counts as connected here. Its last contact arrives coarsely, at most every 10
 * minutes while nothing else of it changes, so a host may count for 10 minutes longer than
 * dispatch-service counts it; never shorter, but for the seconds until the news of its return is
 * here (of a fleet that comes back at once, 500 hosts a second and replica are told of).
 */
public final class Connected {
  /** How much later than the contact its message may be; see {@code host.changed}. */
  static final Duration COARSE = Duration.ofMinutes(10);

  /** A host that was seen then or later counts as connected (H-3). */
  public static Instant since(Instant now, Duration connectedWithin) {
    return now.minus(connectedWithin).minus(COARSE);
  }

  private Connected() {}
}
