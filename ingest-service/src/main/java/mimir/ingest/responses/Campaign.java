package mimir.ingest.responses;

import java.time.Instant;
import java.util.UUID;

/**
 * What an answer is judged by.
 *
 * @param rowsKept as it was lately; whoever adds to it asks the counter
 * @param followed whether somebody reads its answers as they come: a live query's
 * @param hunt whether rows are matched against frozen indicators
 * @param capCrossed whether an answer did not fit: no further one is kept
 */
record Campaign(
    UUID id,
    Instant liveUntil,
    Instant stoppedAt,
    boolean discardInFlight,
    int queries,
    long perHostCap,
    long cap,
    long rowsKept,
    boolean capCrossed,
    boolean rowsDropped,
    boolean hunt,
    boolean followed) {

  /**
   * With discard, what reached dispatch-service after the stop is refused; so is whatever
   * comes once the rows were dropped.
   */
  boolean refuses(Instant receivedAt) {
    return capCrossed
        || rowsDropped
        || (discardInFlight && stoppedAt != null && receivedAt.isAfter(stoppedAt));
  }

  /** Whether so many rows may be added without a look at what others add meanwhile. */
  boolean surelyFits(long rows) {
    return queries == 1 && rowsKept + rows <= cap;
  }
}
