package mimir.release.watch;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.release.ReleaseLimits;
import mimir.release.catalogue.Release;
import mimir.release.catalogue.ReleaseRules;
import mimir.release.catalogue.ReleaseTables;
import mimir.release.catalogue.Releases;
import mimir.release.rollout.OfferTables;
import mimir.release.rollout.RolloutHealth;
import mimir.release.rollout.UsualSilence;
import org.jboss.logging.Logger;

/** Pauses a rollout of which too many hosts fail or go silent (O-12). */
@ApplicationScoped
class WatchRollouts {
  private static final Logger LOG = Logger.getLogger(WatchRollouts.class);
  private static final String SYSTEM = "system";
  private static final Duration LOOKED_BACK = Duration.ofDays(7);

  private final ReleaseTables tables;
  private final Releases releases;
  private final OfferTables offers;
  private final ReleaseLimits limits;
  private final InstantSource clock;

  WatchRollouts(
      ReleaseTables tables,
      Releases releases,
      OfferTables offers,
      ReleaseLimits limits,
      InstantSource clock) {
    this.tables = tables;
    this.releases = releases;
    this.offers = offers;
    this.limits = limits;
    this.clock = clock;
  }

  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void watch() {
    for (ReleaseTables.Row row : tables.rollingOut()) {
      try {
        if (state(row).isBad(limits.rolloutFailurePercent())) {
          pause(row);
        }
      } catch (RuntimeException e) {
        // The others are watched all the same.
        LOG.errorf(e, "the rollout of release %s cannot be watched", row.id());
      }
    }
  }

  private record State(RolloutHealth health, UsualSilence usual, String failure) {
    boolean isBad(int failurePercent) {
      return health.isBad(usual, failurePercent);
    }
  }

  /**
   * Silent is who was not heard of for long before the last news of anybody: when no news comes at
   * all, it is not the hosts that are silent.
   */
  private State state(ReleaseTables.Row row) {
    Instant now = clock.instant();
    Instant news = offers.newestContact().filter(last -> last.isBefore(now)).orElse(now);
    // Of a rollout that goes on for months only what is new can be the build's fault.
    Instant began = later(row.rolloutBeganAt(), now.minus(LOOKED_BACK));
    Instant heardSince = news.minus(limits.rolloutSilentAfter());
    var health =
        offers
            .health(List.of(row.id()), began, heardSince, limits.rolloutSilentAfter())
            .getOrDefault(row.id(), RolloutHealth.NONE);
    var proven = limits.rolloutSilentAfter();
    var usual = offers.usual(row.id(), row.os(), began, heardSince, proven);
    String failure =
        offers.failures(List.of(row.id()), began).getOrDefault(row.id(), List.of()).stream()
            .findFirst()
            .map(OfferTables.Failure::detail)
            .orElse("");
    return new State(health, usual, failure);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Decided under the stream's lock: another replica, or an admin, may have been sooner. */
  private void pause(ReleaseTables.Row seen) {
    UUID id = seen.id();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              var stream = releases.open(id);
              var row = tables.find(id).filter(now -> now.rolloutBeganAt() != null);
              if (row.isEmpty()) {
                return;
              }
              var state = state(row.get());
              ReleaseRules.autoPause(
                      Release.of(stream.events()),
                      state.health(),
                      state.usual(),
                      state.failure(),
                      limits.rolloutFailurePercent(),
                      clock.instant())
                  .ifPresent(
                      paused -> {
                        releases.append(stream, SYSTEM, paused);
                        LOG.warnf("release %s: %s", id, paused.reason());
                      });
            });
  }
}
