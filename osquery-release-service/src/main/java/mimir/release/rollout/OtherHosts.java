package mimir.release.rollout;

/**
 * The hosts that were not offered a release, since its rollout began: what is usual in the fleet.
 * Laptops are closed in the evening, whether they were offered something or not.
 *
 * @param hosts were heard of since then
 * @param silent of them, were not heard of lately
 */
public record OtherHosts(long hosts, long silent) {
  /** Of fewer nothing is usual. */
  static final int HOSTS_MIN = 20;

  public static final OtherHosts NONE = new OtherHosts(0, 0);

  /** So many of so many are silent anyway. */
  double usuallySilent(long offered) {
    return hosts < HOSTS_MIN ? 0 : (double) silent / hosts * offered;
  }
}
