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

/**
 * Sessions and API keys read within the last seconds, each by the hash of its secret, so that a
 * relayed call costs no SQL. Bounded.
 */
@ApplicationScoped
public class RecentSessions {
  static final Duration REMEMBERED_MAX = Duration.ofSeconds(30);
  private static final int SESSIONS_MAX = 10_000;

  private final ConcurrentHashMap<String, LiveSession> byHash = new ConcurrentHashMap<>();
  private final Duration remembered;
  private final InstantSource clock;

  RecentSessions(SessionLimits limits, InstantSource clock) {
    this.remembered =
        limits.remembered().compareTo(REMEMBERED_MAX) < 0 ? limits.remembered() : REMEMBERED_MAX;
    this.clock = clock;
  }

  public Optional<LiveSession> get(byte[] hash) {
    return Optional.ofNullable(byHash.get(key(hash))).filter(this::isRecent);
  }

  /** Many requests that ask for the same session at once read it once. */
  public Optional<LiveSession> get(byte[] hash, Supplier<Optional<LiveSession>> read) {
    if (byHash.size() >= SESSIONS_MAX) {
      makeRoom();
    }
    return Optional.ofNullable(
        byHash.compute(key(hash), (_, held) -> isRecent(held) ? held : read.get().orElse(null)));
  }

  /** Waits for a read in progress, which may have seen what is no longer true. */
  public void forget(byte[] hash) {
    byHash.remove(key(hash));
  }

  /** A read in progress may be missed, and is then remembered for its usual time. */
  void forget(Predicate<Session> which) {
    byHash.values().removeIf(live -> which.test(live.session()));
  }

  private boolean isRecent(LiveSession live) {
    if (live == null) {
      return false;
    }
    Instant now = clock.instant();
    return now.isBefore(live.readAt().plus(remembered)) && now.isBefore(live.session().endsAt());
  }

  private void makeRoom() {
    byHash.values().removeIf(live -> !isRecent(live));
    if (byHash.size() >= SESSIONS_MAX) {
      byHash.clear();
    }
  }

  private static String key(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash);
  }
}
