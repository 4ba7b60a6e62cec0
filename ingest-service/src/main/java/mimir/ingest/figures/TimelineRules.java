package mimir.ingest.figures;

import java.time.Duration;
import java.time.Instant;

/** How a campaign's time is cut for its chart. */
final class TimelineRules {
  /** A chart of more bars is not read any better. */
  static final int BUCKETS_MAX = 60;

  /** Widths that people count in, in seconds: 1 s to 30 days. */
  private static final int[] WIDTHS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200,
    86_400, 172_800, 604_800, 1_209_600, 2_592_000
  };

  /**
   * The narrowest width that covers the span with at most {@value #BUCKETS_MAX} buckets; beyond 5
   * years more of the widest.
   *
   * @param lastAt when the last answer came; null while there is none
   * @return in seconds; the span is to the end of the live window, or to the last answer beyond it
   */
  static int bucketSeconds(Instant from, Instant liveUntil, Instant lastAt) {
    Instant until = lastAt != null && lastAt.isAfter(liveUntil) ? lastAt : liveUntil;
    long span = Math.max(1, Duration.between(from, until).toSeconds());
    for (int width : WIDTHS) {
      if (span / width < BUCKETS_MAX) {
        return width;
      }
    }
    return WIDTHS[WIDTHS.length - 1];
  }

  private TimelineRules() {}
}
