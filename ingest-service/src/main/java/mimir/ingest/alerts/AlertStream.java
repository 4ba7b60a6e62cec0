package mimir.ingest.alerts;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import mimir.ingest.alerts.AlertChanges.Changed;
import mimir.ingest.alerts.AlertChanges.Place;
import mimir.ingest.alerts.AlertChanges.Seen;
import mimir.ingest.streams.EventSink;
import mimir.ingest.streams.Followed;

/** One reader of alerts: each that is raised, and each again whenever it has changed. */
final class AlertStream implements Followed {
  /** What somebody has missed beyond it is better read as a list. */
  static final int MISSED_MAX = 5_000;

  private static final int PAGE = 100;

  private final AlertChanges changes;
  private final AlertPulse pulse;
  private final UUID launchId;
  private final String event;
  private final Function<Changed, Object> told;
  private Seen seen;
  private boolean caughtUp;

  private AlertStream(
      AlertChanges changes,
      AlertPulse pulse,
      UUID launchId,
      String event,
      Function<Changed, Object> told,
      Seen seen) {
    this.changes = changes;
    this.pulse = pulse;
    this.launchId = launchId;
    this.event = event;
    this.told = told;
    this.seen = seen;
  }

  /**
   * All alerts: {@code alert}, and {@code reload} for somebody who has missed too many.
   *
   * @param seen what the reader has, or null for one who comes now
   */
  static AlertStream ofAll(AlertChanges changes, AlertPulse pulse, Seen seen) {
    return new AlertStream(changes, pulse, null, "alert", Changed::alert, seen);
  }

  /**
   * What one launch finds, from its beginning: {@code result}, and {@code done} when it is over.
   *
   * @param seen what the reader has, or null for nothing
   */
  static AlertStream ofLaunch(AlertChanges changes, AlertPulse pulse, UUID launchId, Seen seen) {
    return new AlertStream(
        changes,
        pulse,
        launchId,
        "result",
        MatchTables.Match::of,
        Objects.requireNonNullElse(seen, AlertChanges.NOTHING));
  }

  /** Said by its name alone. */
  record Nothing() {}

  @Override
  public Look advance(EventSink sink) throws InterruptedException {
    // Looked at first: what is visible behind it is all there was before the end.
    boolean ended = launchId != null && changes.ended(launchId);
    Seen next = ended ? changes.now() : pulse.latest();
    if (seen == null) {
      seen = next;
      sink.send("ready", seen.snapshot(), new Nothing());
    } else if (!next.equals(seen)) {
      send(next, sink);
    }
    caughtUp = true;
    if (ended) {
      sink.send("done", seen.snapshot(), new Nothing());
      return Look.OVER;
    }
    return Look.IDLE;
  }

  private void send(Seen next, EventSink sink) throws InterruptedException {
    if (launchId == null && !caughtUp && missedTooMany(next)) {
      sink.send("reload", next.snapshot(), new Nothing());
      seen = next;
      return;
    }
    Place place = Place.START;
    List<Changed> page;
    do {
      page = changes.list(launchId, seen, next, place, PAGE);
      boolean last = page.size() < PAGE;
      for (Changed each : page) {
        // Only behind the last one has the reader all that the snapshot sees.
        boolean all = last && each.equals(page.getLast());
        sink.send(event, all ? next.snapshot() : null, told.apply(each));
        place = each.place();
      }
    } while (page.size() == PAGE);
    seen = next;
  }

  private boolean missedTooMany(Seen next) {
    return changes.count(seen, next, MISSED_MAX + 1) > MISSED_MAX;
  }
}
