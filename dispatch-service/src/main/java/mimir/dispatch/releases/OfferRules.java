package mimir.dispatch.releases;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.agreed.Cohort;

/** Which release a host is offered. */
final class OfferRules {
  // Two at one moment have an order too, the same in every replica.
  private static final Comparator<Rolled> NEWEST =
      Comparator.comparing(Rolled::approvedAt).thenComparing(Rolled::releaseId);

  /**
   * O-7: of its platform the one approved most recently of those that are rolled out, if the host
   * is in its cohort; an older one is no second choice. None for a host that runs it, or runs what
   * was approved after it: a pause pushes no downgrade.
   *
   * @param releases all that are approved, also those that are paused
   */
  static Optional<Rolled> offer(
      Collection<Rolled> releases, UUID hostId, String os, String arch, String runs) {
    return releases.stream()
        .filter(release -> release.isFor(os, arch) && release.percent() > 0)
        .max(NEWEST)
        .filter(offered -> !offered.version().equals(runs))
        .filter(
            offered ->
                releases.stream()
                    .filter(other -> other.isFor(os, arch))
                    .filter(other -> other.version().equals(runs))
                    .noneMatch(other -> NEWEST.compare(other, offered) > 0))
        .filter(offered -> Cohort.reached(hostId, offered.version(), offered.percent()));
  }

  private OfferRules() {}
}
