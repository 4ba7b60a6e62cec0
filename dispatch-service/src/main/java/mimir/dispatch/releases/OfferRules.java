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
   * O-7: of its platform the one approved most recently, if the host is in its cohort; an older one
   * is no second choice. None for a host that runs it.
   */
  static Optional<Rolled> offer(
      Collection<Rolled> releases, UUID hostId, String os, String arch, String runs) {
    return releases.stream()
        .filter(release -> release.isFor(os, arch))
        .max(NEWEST)
        .filter(release -> !release.manifest().version().equals(runs))
        .filter(release -> Cohort.reached(hostId, release.manifest().version(), release.percent()));
  }

  private OfferRules() {}
}
