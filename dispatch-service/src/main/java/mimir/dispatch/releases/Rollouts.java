package mimir.dispatch.releases;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import mimir.contracts.Topics;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.release.ReleaseEvent.ReleaseApproved;
import mimir.contracts.release.ReleaseEvent.ReleaseDeleted;
import mimir.contracts.release.ReleaseEvent.ReleaseRegistered;
import mimir.contracts.release.ReleaseEvent.RolloutAutoPaused;
import mimir.contracts.release.ReleaseEvent.RolloutSet;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.contracts.runtime.TopicFollower;
import mimir.contracts.runtime.TopicFollowers;

/** The approved releases, as this replica knows them. */
@ApplicationScoped
public class Rollouts {
  private final TopicFollowers followers;
  private final Binaries binaries;
  private volatile TopicFollower follower;
  private final Map<UUID, Rolled> approved = new ConcurrentHashMap<>();

  Rollouts(TopicFollowers followers, Binaries binaries) {
    this.followers = followers;
    this.binaries = binaries;
  }

  void start(@Observes StartupEvent event) {
    follower =
        followers.follow(
            Topics.RELEASES,
            TopicFollower.From.BEGINNING,
            ReleaseEvent.CODEC,
            received -> apply(received.message()));
  }

  /** Until the topic was read to its end, what is known may be paused already. */
  private boolean known() {
    return follower != null && follower.ready();
  }

  void apply(ReleaseEvent event) {
    switch (event) {
      case ReleaseRegistered _ -> {}
      case ReleaseApproved it ->
          keep(Rolled.of(it.releaseId(), it.manifest(), it.approvedAt(), it.percent()));
      case RolloutSet it ->
          keep(Rolled.of(it.releaseId(), it.manifest(), it.approvedAt(), it.percent()));
      case RolloutAutoPaused it ->
          keep(Rolled.of(it.releaseId(), it.manifest(), it.approvedAt(), 0));
      case ReleaseDeleted it -> forget(it);
    }
  }

  private void keep(Rolled release) {
    approved.put(release.releaseId(), release);
  }

  /**
   * Hosts that run it stay known, so that none is told to go back; with the time of its approval,
   * so that what was approved later is still offered to them.
   */
  private void forget(ReleaseDeleted it) {
    if (it.approvedAt() != null) {
      keep(
          new Rolled(
              it.releaseId(),
              it.version(),
              it.os(),
              it.arch(),
              it.approvedAt(),
              0,
              Optional.empty()));
    }
  }

  /** May read a whole binary: not for the event loop. */
  public Optional<Rolled> offer(UUID hostId, String os, String arch, String runs) {
    return (known()
            ? OfferRules.offer(approved.values(), hostId, os, arch, runs)
            : Optional.<Rolled>empty())
        .filter(release -> release.manifest().flatMap(binaries::find).isPresent());
  }

  @Scheduled(every = "1h", delayed = "1h", concurrentExecution = ConcurrentExecution.SKIP)
  void tidy() throws IOException {
    if (known()) {
      binaries.tidy(
          approved.values().stream()
              .flatMap(release -> release.manifest().stream())
              .map(SignedManifest::sha256)
              .collect(Collectors.toSet()));
    }
  }

  /** The binary of a release that is rolled out. May read it: not for the event loop. */
  public Optional<Binaries.Binary> binary(String os, String arch, String version) {
    return approved.values().stream()
        .filter(release -> release.isFor(os, arch) && release.percent() > 0)
        .filter(release -> release.version().equals(version))
        .findFirst()
        .flatMap(Rolled::manifest)
        .flatMap(binaries::find);
  }
}
