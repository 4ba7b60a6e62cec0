package mimir.release.rollout;

/**
 * How a rollout goes, counted in hosts (O-12).
 *
 * @param offered were told to install it
 * @param installed run it
 * @param failed said that they could not, and do not run it
 * @param silent were not heard of any more after the offer
 */
public record RolloutHealth(long offered, long installed, long failed, long silent) {
  /** Fewer hosts in trouble pause nothing, whatever their share. */
  public static final int HOSTS_MIN = 3;

  private static final int PERCENT = 100;

  public static final RolloutHealth NONE = new RolloutHealth(0, 0, 0, 0);

  /** Whether more than so many percent are in trouble. */
  public boolean isBad(int failurePercent) {
    long bad = failed + silent;
    return bad >= HOSTS_MIN && bad * PERCENT > offered * failurePercent;
  }

  /** Why it is paused, for people. */
  public String reason(int failurePercent) {
    return ("Paused: of %d hosts that were offered it, %d failed to install it and %d were not heard"
            + " of since; more than %d%% of them.")
        .formatted(offered, failed, silent, failurePercent);
  }
}
