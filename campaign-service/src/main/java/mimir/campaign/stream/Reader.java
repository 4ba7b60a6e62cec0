package mimir.campaign.stream;

import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import mimir.campaign.stream.StreamRules.Step;

/**
 * One open stream. Nothing new is made for a reader that has not taken what is there, so it never
 * has more than two steps waiting; one that takes nothing for long is cut.
 */
final class Reader {
  static final Duration STUCK_MAX = Duration.ofSeconds(30);

  private final UUID campaignId;
  private final Instant until;
  private final MultiEmitter<? super Step> sink;
  private final Runnable cut;
  private Told told;
  private State last;
  private int waiting;

  /**
   * @param until when the stream ends
   * @param cut closes the connection
   */
  Reader(
      UUID campaignId,
      Told told,
      State first,
      Instant until,
      MultiEmitter<? super Step> sink,
      Runnable cut) {
    this.campaignId = campaignId;
    this.told = told;
    this.last = first;
    this.until = until;
    this.sink = sink;
    this.cut = cut;
  }

  UUID campaignId() {
    return campaignId;
  }

  /**
   * Sends what there is to say by now.
   *
   * @param seen how the campaign stands; null when that could not be found out
   */
  synchronized void advance(State seen, Instant now) {
    if (!now.isBefore(until)) {
      sink.complete();
      return;
    }
    if (seen != null) {
      last = seen;
    }
    if (waiting > 0) {
      if (!now.isBefore(told.at().plus(STUCK_MAX))) {
        cut.run();
        sink.fail(new StuckReader());
      }
      return;
    }
    var next = StreamRules.next(told, last, now);
    told = next.told();
    waiting = next.steps().size();
    next.steps().forEach(sink::emit);
  }

  /** The connection has taken a step. */
  synchronized void taken() {
    waiting--;
  }

  /** Ends a stream whose connection is closed already. */
  static final class StuckReader extends RuntimeException {
    StuckReader() {
      super("the reader takes nothing", null, false, false);
    }
  }
}
