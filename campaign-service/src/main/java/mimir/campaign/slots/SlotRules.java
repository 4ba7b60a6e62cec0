package mimir.campaign.slots;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** When a launch has to wait for another one's live window. */
final class SlotRules {
  private static final int LISTED_MAX = 100;

  /**
   * Refuses with {@code max_concurrent_hunts_reached}, the slots and the seconds until the first of
   * them is free, when as many are held as there may be.
   */
  static void requireFree(List<HeldSlot> held, int max, Instant now) {
    if (held.size() < max) {
      return;
    }
    // A slot must go for each that is over the limit, also after the limit was lowered.
    List<HeldSlot> byEnd = held.stream().sorted(Comparator.comparing(HeldSlot::liveUntil)).toList();
    HeldSlot lastToGo = byEnd.get(Math.min(held.size() - max, byEnd.size() - 1));
    throw new Refused(
        ErrorCode.MAX_CONCURRENT_HUNTS_REACHED,
        held.size() + " of " + max + " launches are within their live window. Stop one, or wait.",
        Map.of(
            "retry_after_seconds",
            seconds(Duration.between(now, lastToGo.liveUntil())),
            "slots",
            byEnd.subList(0, Math.min(byEnd.size(), LISTED_MAX))));
  }

  /** Rounded up: a client that comes back after so long finds the slot free. */
  private static long seconds(Duration wait) {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }

  private SlotRules() {}
}
