package mimir.ingest.responses;

import java.time.Instant;
import java.util.UUID;

/** What an answer is judged by. */
record Campaign(UUID id, Instant liveUntil, Instant stoppedAt, boolean discardInFlight) {

  /** With discard, what reached dispatch-service after the stop is refused. */
  boolean refuses(Instant receivedAt) {
    return discardInFlight && stoppedAt != null && receivedAt.isAfter(stoppedAt);
  }
}
