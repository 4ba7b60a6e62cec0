package mimir.gateway.sessions;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Sessions read within the last seconds, so that a relayed call costs no SQL. Bounded. */
@ApplicationScoped
class RecentSessions {
  static final Duration REMEMBERED_MAX = Duration.ofSeconds(30);
  private static final int SESSIONS_MAX = 10_000;

  private final ConcurrentHashMap<String, LiveSession> byToken = new ConcurrentHashMap<>();
  private final Duration remembered;
  private final InstantSource clock;

  RecentSessions(SessionLimits limits, InstantSource clock) {
    this.remembered =
        limits.remembered().compareTo(REMEMBERED_MAX) < 0 ? limits.remembered() : REMEMBERED_MAX;
    this.clock = clock;
  }

  Optional<LiveSession> get(SessionToken token) {
    return Optional.ofNullable(byToken.get(key(token))).filter(this::isRecent);
  }

  /** Many requests that ask for the same session at once read it once. */
  Optional<LiveSession> get(SessionToken token, Supplier<Optional<LiveSession>> read) {
    if (byToken.size() >= SESSIONS_MAX) {
      makeRoom();
    }
    return Optional.ofNullable(
        byToken.compute(key(token), (_, held) -> isRecent(held) ? held : read.get().orElse(null)));
  }

  /** Waits for a read in progress, which may have seen what is no longer true. */
  void forget(SessionToken token) {
    byToken.remove(key(token));
  }

  /** A read in progress may be missed, and is then remembered for its usual time. */
  void forget(Predicate<Session> which) {
    byToken.values().removeIf(live -> which.test(live.session()));
  }

  private boolean isRecent(LiveSession live) {
    if (live == null) {
      return false;
    }
    Instant now = clock.instant();
    return now.isBefore(live.readAt().plus(remembered)) && now.isBefore(live.session().endsAt());
  }

  private void makeRoom() {
    byToken.values().removeIf(live -> !isRecent(live));
    if (byToken.size() >= SESSIONS_MAX) {
      byToken.clear();
    }
  }

  private static String key(SessionToken token) {
    return Base64.getEncoder().encodeToString(token.hash());
  }
}
