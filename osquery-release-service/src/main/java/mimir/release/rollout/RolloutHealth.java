package mimir.release.rollout;

/**
 * How a rollout goes, counted in hosts (O-12).
 *
 * @param offered were told to install it
 * @param installed run it, and are heard of
 * @param failed said that they could not, and do not run it
 * @param silent were not heard of any more after the offer, or soon after they had installed it
 */
public record RolloutHealth(long offered, long installed, long failed, long silent) {
  /** Fewer hosts in trouble pause nothing, whatever their share. */
  public static final int HOSTS_MIN = 3;

  private static final int PERCENT = 100;

  public static final RolloutHealth NONE = new RolloutHealth(0, 0, 0, 0);

  /** Whether more than so many percent are in trouble; silence counts beyond what is usual. */
  public boolean isBad(UsualSilence usual, int failurePercent) {
    double bad = failed + Math.max(0, silent - usual.expected());
    return bad >= HOSTS_MIN && bad * PERCENT > (double) offered * failurePercent;
  }

  /**
   * Why it is paused, for people.
   *
   * @param failure what most hosts that failed say; empty when they say nothing
   */
  public String reason(UsualSilence usual, int failurePercent, String failure) {
    return ("Paused: of %d hosts that were offered it, %d failed to install it and %d were not heard"
                + " of since, where %.0f is usual; more than %d%% of them.")
            .formatted(offered, failed, silent, usual.expected(), failurePercent)
        + (failure.isEmpty() ? "" : " Most that failed say: " + failure);
  }
}
