package mimir.dispatch.reconnect;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps hosts that are held back from coming at one moment. osquery polls five seconds after a
 * reply, so hosts that came back at one moment would go on polling at one moment, and what the
 * bucket gains between would be nobody's. So of the replies of a moment no more are sent at once
 * than an even share and a fifth, and the others a little later: after some rounds polls come
 * evenly, and nearly all replies are sent at once. Each replica spreads its own, as if it had the
 * whole bucket.
 */
final class Spread {
  static final int SLOT_MILLIS = 100;

  /** osquery's five seconds. */
  static final int SLOTS = 50;

  /** Most that a reply is put off, in slots; with all that a poll takes besides, below a second. */
  static final int AHEAD = 6;

  /**
   * So long replies are only counted. Of hosts that had been connected, which poll every ten
   * seconds, first and second polls come together from the fifth second on: twice as many as
   * before, which would look like a crowd.
   */
  static final int LEARNING_SLOTS = 2 * SLOTS;

  /** A clock that was set back by more begins anew. */
  private static final int BACK_MAX = 20;

  private final int enough;
  private final int[] replies = new int[SLOTS + AHEAD];
  private final ReentrantLock lock = new ReentrantLock();
  private long current;
  private long knownFrom;

  /**
   * @param enough replies of a tenth of a second that are never too many, 1 or more: as many hosts
   *     as use up what the bucket gains meanwhile
   */
  Spread(int enough) {
    this.enough = enough;
  }

  /**
   * Counts a reply to a host that is held back. Waits for nobody.
   *
   * @param atOnce whether it is not to be put off
   * @return by how much it is put off
   */
  Duration putOff(Instant now, boolean atOnce) {
    // Not worth a wait: whoever comes at the same time is not counted.
    if (!lock.tryLock()) {
      return Duration.ZERO;
    }
    try {
      advance(Math.floorDiv(now.toEpochMilli(), SLOT_MILLIS));
      boolean learning = current - knownFrom < LEARNING_SLOTS;
      int later = atOnce || learning ? 0 : later(Math.max(enough, shareAndAFifth()));
      replies[index(current + later)]++;
      return Duration.ofMillis((long) later * SLOT_MILLIS);
    } finally {
      lock.unlock();
    }
  }

  /** A moment that is just over is still the current one. */
  private void advance(long slot) {
    if (slot < current - BACK_MAX || slot >= current + LEARNING_SLOTS) {
      Arrays.fill(replies, 0);
      current = slot;
      knownFrom = slot;
    }
    for (; current < slot; current++) {
      replies[index(current + AHEAD + 1)] = 0;
    }
  }

  private int shareAndAFifth() {
    int sum = 0;
    for (long slot = current - SLOTS + 1; slot <= current; slot++) {
      sum += replies[index(slot)];
    }
    return sum * 6 / 5 / SLOTS;
  }

  /** To the first slot with room, or to the emptiest. */
  private int later(int most) {
    int emptiest = 0;
    for (int later = 0; later <= AHEAD; later++) {
      int there = replies[index(current + later)];
      if (there < most) {
        return later;
      }
      if (there < replies[index(current + emptiest)]) {
        emptiest = later;
      }
    }
    return emptiest;
  }

  private int index(long slot) {
    return Math.floorMod(slot, replies.length);
  }
}
