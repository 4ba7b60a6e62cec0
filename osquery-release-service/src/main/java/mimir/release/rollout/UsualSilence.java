package mimir.release.rollout;

/**
 * How many hosts of a platform are silent anyway: laptops are closed in the evening, whether they
 * were offered something or not.
 *
 * @param hosts were heard of since the rollout began, and the release cannot have harmed them
 * @param silent of them, were not heard of lately
 * @param atRisk hosts that the release may have harmed
 */
public record UsualSilence(long hosts, long silent, long atRisk) {
  /** Of fewer nothing is usual. */
  static final int HOSTS_MIN = 20;

  public static final UsualSilence UNKNOWN = new UsualSilence(0, 0, 0);

  /** So many of those at risk would be silent without the release too. */
  double expected() {
    return hosts < HOSTS_MIN ? 0 : (double) silent / hosts * atRisk;
  }
}
