package mimir.dispatch.reconnect;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import mimir.dispatch.DispatchLimits;

/** Lets a host claim now, or says when to come back. Holds this replica's share of the tokens. */
@ApplicationScoped
public class Pacer {
  private static final Duration RETRY_WHEN_EMPTY = Duration.ofMillis(100);
  private static final Duration WAIT_MAX = Duration.ofSeconds(1);
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final TakeTokens bucket;
  private final DispatchLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private int tokens;
  private Instant usableUntil = Instant.EPOCH;
  private Instant emptyUntil = Instant.EPOCH;

  Pacer(TakeTokens bucket, DispatchLimits limits) {
    this.bucket = bucket;
    this.limits = limits;
  }

  /** When the host may claim: {@code now} if it may, else the time at which to ask again. */
  public Instant admit(UUID hostId, Instant reconnectedAt, Instant now) {
    Instant ownTurn =
        reconnectedAt.plus(Pace.jitter(hostId, reconnectedAt, limits.reconnectJitter()));
    if (ownTurn.isAfter(now)) {
      return ownTurn;
    }
    return takeToken(now) ? now : now.plus(COME_BACK);
  }

  /** A claim that found nothing used no token. */
  public void giveBack(Instant now) {
    if (lock.tryLock()) {
      try {
        if (now.isBefore(usableUntil)) {
          tokens++;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Asking the bucket takes a millisecond; nobody waits long behind a database that hangs. */
  private boolean takeToken(Instant now) {
    try {
      if (!lock.tryLock(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      return takeLocked(now);
    } finally {
      lock.unlock();
    }
  }

  private boolean takeLocked(Instant now) {
    if (!now.isBefore(usableUntil)) {
      tokens = 0;
    }
    if (tokens == 0 && !now.isBefore(emptyUntil)) {
      int rate = limits.dispatchRate();
      tokens = bucket.take(Pace.share(rate), rate, Pace.capacity(rate, limits.dispatchBurst()));
      usableUntil = now.plus(Pace.SHARE_TTL);
      if (tokens == 0) {
        emptyUntil = now.plus(RETRY_WHEN_EMPTY);
      }
    }
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }
}
