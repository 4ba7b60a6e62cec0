package mimir.ingest.responses;

import java.time.Instant;

/** Whether an answer came after the live window: the end itself is still in it. */
final class LateWindow {

  static boolean late(Instant receivedAt, Instant liveUntil) {
    return receivedAt.isAfter(liveUntil);
  }

  private LateWindow() {}
}
