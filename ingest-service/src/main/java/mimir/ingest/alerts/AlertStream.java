package mimir.ingest.alerts;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import mimir.ingest.alerts.AlertChanges.Changed;
import mimir.ingest.alerts.AlertChanges.Place;
import mimir.ingest.alerts.AlertChanges.Position;
import mimir.ingest.alerts.AlertChanges.Seen;
import mimir.ingest.streams.EventSink;
import mimir.ingest.streams.Followed;

/** One reader of alerts: each that is raised, and each again whenever it has changed. */
final class AlertStream implements Followed {
  /** What somebody has missed beyond it is better read as a list. */
  static final int MISSED_MAX = 5_000;

  private static final int PAGE = 100;

  /** Whether a launch is over is looked at in each so manieth look: a second. */
  private static final int OVER_EVERY = 5;

  private final AlertChanges changes;
  private final AlertPulse pulse;
  private final UUID launchId;
  private final String event;
  private final Function<Changed, Object> told;
  private Position position;
  private boolean caughtUp;
  private int looks;

  private AlertStream(
      AlertChanges changes,
      AlertPulse pulse,
      UUID launchId,
      String event,
      Function<Changed, Object> told,
      Position position) {
    this.changes = changes;
    this.pulse = pulse;
    this.launchId = launchId;
    this.event = event;
    this.told = told;
    this.position = position;
  }

  /**
   * All alerts: {@code alert}, and {@code reload} for somebody who has missed too many.
   *
   * @param position where the reader is, or null for one who comes now
   */
  static AlertStream ofAll(AlertChanges changes, AlertPulse pulse, Position position) {
    return new AlertStream(changes, pulse, null, "alert", Changed::alert, position);
  }

  /**
   * What one launch finds, from its beginning: {@code result}, and {@code done} when it is over.
   *
   * @param position where the reader is, or null for one who has nothing
   */
  static AlertStream ofLaunch(
      AlertChanges changes, AlertPulse pulse, UUID launchId, Position position) {
    return new AlertStream(
        changes,
        pulse,
        launchId,
        "result",
        MatchTables.Match::of,
        Objects.requireNonNullElse(position, Position.at(AlertChanges.NOTHING)));
  }

  /** Said by its name alone. */
  record Nothing() {}

  @Override
  public Look advance(EventSink sink) throws InterruptedException {
    // Looked at first: what is visible behind it is all there was before the end.
    boolean over = launchId != null && looks++ % OVER_EVERY == 0 && changes.over(launchId);
    Seen next = over ? changes.now() : pulse.latest();
    if (position == null) {
      position = Position.at(next);
      sink.send("ready", position.id(), new Nothing());
    } else if (!next.equals(position.seen())) {
      send(next, sink);
    }
    caughtUp = true;
    if (over) {
      sink.send("done", position.id(), new Nothing());
      return Look.OVER;
    }
    return Look.IDLE;
  }

  private void send(Seen next, EventSink sink) throws InterruptedException {
    if (position.next() != null) {
      // Where it was cut: the rest of that look comes first.
      sendBetween(position, sink);
    }
    if (launchId == null && !caughtUp && missedTooMany(next)) {
      position = Position.at(next);
      sink.send("reload", position.id(), new Nothing());
    } else {
      sendBetween(new Position(position.seen(), next, Place.START), sink);
    }
  }

  private void sendBetween(Position from, EventSink sink) throws InterruptedException {
    Seen seen = from.seen();
    Seen next = from.next();
    Place place = from.place();
    List<Changed> page;
    do {
      page = changes.list(launchId, seen, next, place, PAGE);
      for (Changed each : page) {
        place = each.place();
        sink.send(event, new Position(seen, next, place).id(), told.apply(each));
      }
    } while (page.size() == PAGE);
    position = Position.at(next);
  }

  private boolean missedTooMany(Seen next) {
    return changes.count(position.seen(), next, MISSED_MAX + 1) > MISSED_MAX;
  }
}
