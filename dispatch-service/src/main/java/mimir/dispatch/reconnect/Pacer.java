package mimir.dispatch.reconnect;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import mimir.dispatch.DispatchLimits;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/** Lets a host claim now, or says when to come back. Holds this replica's share of the tokens. */
@ApplicationScoped
public class Pacer {
  private static final Logger LOG = Logger.getLogger(Pacer.class);

  private static final Duration RETRY_WHEN_AWAY = Duration.ofSeconds(1);
  private static final Duration RETRY_WHEN_EMPTY = Duration.ofMillis(100);

  /** With its reply put off, and all else, a poll ends within a second. */
  private static final Duration WAIT_MAX = Duration.ofMillis(250);

  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final TakeTokens bucket;
  private final DispatchLimits limits;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private int tokens;
  private Instant takenAt = Instant.EPOCH;
  private Instant usableUntil = Instant.EPOCH;
  private volatile Instant emptyUntil = Instant.EPOCH;

  Pacer(TakeTokens bucket, DispatchLimits limits, InstantSource clock) {
    this.bucket = bucket;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * When the host may claim: {@code now} if it may, else the time at which to ask again. A host
   * that may has as many tokens as it could claim assignments.
   */
  public Instant admit(UUID hostId, Instant reconnectedAt, Instant now) {
    Instant ownTurn = ownTurn(hostId, reconnectedAt);
    if (ownTurn.isAfter(now)) {
      return ownTurn;
    }
    return takeTokens() ? now : now.plus(COME_BACK);
  }

  /**
   * As {@link #admit}, as far as that is known without asking anybody: when the host is to ask
   * again, or nothing where it may be let in now. Never blocks.
   */
  public Optional<Instant> heldBack(UUID hostId, Instant reconnectedAt, Instant now) {
    Instant ownTurn = ownTurn(hostId, reconnectedAt);
    if (ownTurn.isAfter(now)) {
      return Optional.of(ownTurn);
    }
    return clock.instant().isBefore(emptyUntil)
        ? Optional.of(now.plus(COME_BACK))
        : Optional.empty();
  }

  private Instant ownTurn(UUID hostId, Instant reconnectedAt) {
    return reconnectedAt.plus(Pace.jitter(hostId, reconnectedAt, limits.reconnectJitter()));
  }

  /** A claim that found nothing used no token. */
  public void giveBack(Instant admittedAt) {
    giveBack(admittedAt, 0);
  }

  /**
   * What a claim did not use. It is of no use to another share than the one that it came from: that
   * would carry it past the time for which shares are kept back from the burst.
   *
   * @param admittedAt the {@code now} with which the host was let in
   * @param claimed how many assignments the host got
   */
  public void giveBack(Instant admittedAt, int claimed) {
    if (lock.tryLock()) {
      try {
        if (!admittedAt.isBefore(takenAt) && clock.instant().isBefore(usableUntil)) {
          tokens += limits.claimMax() - claimed;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Asking the bucket takes a millisecond; nobody waits long behind a database that hangs. Nor does
   * anybody wait who would not have his turn in that time: in a storm those are thousands.
   */
  private boolean takeTokens() {
    long turns = limits.dispatchRate() * WAIT_MAX.toMillis() / 1_000;
    if (lock.hasQueuedThreads() && lock.getQueueLength() > turns) {
      return false;
    }
    try {
      if (!lock.tryLock(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      return takeLocked();
    } finally {
      lock.unlock();
    }
  }

  private boolean takeLocked() {
    // Not the caller's: it may have waited here for longer than a share lasts.
    Instant now = clock.instant();
    if (!now.isBefore(usableUntil)) {
      tokens = 0;
    }
    int needed = limits.claimMax();
    if (tokens < needed && !now.isBefore(emptyUntil)) {
      takeShare(needed - tokens, now);
    }
    if (tokens < needed) {
      return false;
    }
    tokens -= needed;
    return true;
  }

  private void takeShare(int least, Instant now) {
    int rate = limits.dispatchRate();
    int claimMax = limits.claimMax();
    try {
      int taken =
          bucket.take(
              least,
              Pace.share(rate, claimMax),
              rate,
              Pace.capacity(rate, limits.dispatchBurst(), claimMax));
      // With what is left of the share before it, it is void as early as that.
      if (tokens == 0) {
        takenAt = now;
        usableUntil = now.plus(Pace.SHARE_TTL);
      }
      tokens += taken;
      if (taken == 0) {
        emptyUntil = now.plus(RETRY_WHEN_EMPTY);
      }
    } catch (JdbiException e) {
      // No token is no refusal: the host comes back.
      LOG.warnf("the token bucket cannot be asked: %s", e.getMessage());
      emptyUntil = clock.instant().plus(RETRY_WHEN_AWAY);
    }
  }
}
