package mimir.dispatch.reconnect;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final Spread spread;

  /** The oldest first; whoever holds the lock may look. */
  private final ArrayDeque<Share> shares = new ArrayDeque<>();

  private volatile Instant emptyUntil = Instant.EPOCH;

  Pacer(TakeTokens bucket, DispatchLimits limits, InstantSource clock) {
    this.bucket = bucket;
    this.limits = limits;
    this.clock = clock;
    this.spread = new Spread(Pace.hostsPerSlot(limits.dispatchRate(), limits.claimMax()));
  }

  /**
   * Tokens of the bucket.
   *
   * @param left those that nobody uses, with what claims gave back
   */
  private record Share(Instant usableUntil, AtomicInteger left) {}

  /** Whether a host may claim now, and of which tokens. */
  public static final class Admission {
    private final Instant turn;
    private final Share share;

    private Admission(Instant turn, Share share) {
      this.turn = turn;
      this.share = share;
    }

    /** When the host may claim or, if it may not, is to ask again. */
    public Instant turn() {
      return turn;
    }

    public boolean isIn() {
      return share != null;
    }
  }

  /**
   * Lets the host in if it may claim. A host that may has as many tokens as it could claim
   * assignments.
   */
  public Admission admit(UUID hostId, Instant reconnectedAt, Instant now) {
    Instant ownTurn = ownTurn(hostId, reconnectedAt);
    if (ownTurn.isAfter(now)) {
      return new Admission(ownTurn, null);
    }
    Share own = takeTokens();
    return own == null ? new Admission(now.plus(COME_BACK), null) : new Admission(now, own);
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

  /**
   * Counts a host that is held back. Waits for nobody.
   *
   * @param atOnce whether it is to be told at once
   * @return by how much its reply is put off; see {@link Spread}
   */
  public Duration putOff(boolean atOnce) {
    // Not the caller's moment: it may have waited for tokens since.
    return spread.putOff(clock.instant(), atOnce);
  }

  private Instant ownTurn(UUID hostId, Instant reconnectedAt) {
    return reconnectedAt.plus(Pace.jitter(hostId, reconnectedAt, limits.reconnectJitter()));
  }

  /**
   * What a claim did not use, as that of a host whose answer another replica took. It goes back to
   * the share that it came from: another one would carry it past the time for which shares are kept
   * back from the burst. Waits for nobody.
   *
   * @param in of a host that was let in
   * @param claimed how many assignments the host got
   */
  public void giveBack(Admission in, int claimed) {
    in.share.left().addAndGet(limits.claimMax() - claimed);
  }

  /**
   * The share that they are of, or null. Asking the bucket takes a millisecond; nobody waits long
   * behind a database that hangs. Nor does anybody wait who would not have his turn in that time:
   * in a storm those are thousands.
   */
  private Share takeTokens() {
    long turns = limits.dispatchRate() * WAIT_MAX.toMillis() / 1_000;
    if (lock.hasQueuedThreads() && lock.getQueueLength() > turns) {
      return null;
    }
    try {
      if (!lock.tryLock(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        return null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    try {
      return takeLocked();
    } finally {
      lock.unlock();
    }
  }

  private Share takeLocked() {
    // Not the caller's: it may have waited here for longer than a share lasts.
    Instant now = clock.instant();
    while (!shares.isEmpty() && !now.isBefore(shares.getFirst().usableUntil())) {
      shares.removeFirst();
    }
    int needed = limits.claimMax();
    int left = left();
    if (left < needed && !now.isBefore(emptyUntil)) {
      takeShare(needed - left, now);
    }
    return left() < needed ? null : use(needed);
  }

  private int left() {
    return shares.stream().mapToInt(share -> share.left().get()).sum();
  }

  /** The oldest of the shares that they are of: what is not used of them goes back to that. */
  private Share use(int needed) {
    Share oldest = null;
    int open = needed;
    for (Share share : shares) {
      int used = Math.min(open, share.left().get());
      share.left().addAndGet(-used);
      open -= used;
      oldest = oldest == null && used > 0 ? share : oldest;
    }
    return oldest;
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
      if (taken > 0) {
        shares.addLast(new Share(now.plus(Pace.SHARE_TTL), new AtomicInteger(taken)));
      }
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
