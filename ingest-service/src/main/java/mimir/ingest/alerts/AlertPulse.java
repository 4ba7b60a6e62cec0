package mimir.ingest.alerts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import mimir.ingest.alerts.AlertChanges.Seen;
import mimir.ingest.streams.EventStreams;

/** Looks for changed alerts once for all that follow them, however many they are. */
@ApplicationScoped
class AlertPulse {
  private final AlertChanges changes;
  private final InstantSource clock;
  private Seen latest;
  private Instant lookedAt = Instant.EPOCH;

  AlertPulse(AlertChanges changes, InstantSource clock) {
    this.changes = changes;
    this.clock = clock;
  }

  /** A snapshot that sees every change of more than some tenths of a second ago. */
  synchronized Seen latest() {
    Instant now = clock.instant();
    // The clock may have been set back.
    boolean due = now.isBefore(lookedAt) || !now.isBefore(lookedAt.plus(EventStreams.LOOK_EVERY));
    if (latest == null) {
      latest = changes.now();
      lookedAt = now;
    } else if (due) {
      latest = changes.next(latest).orElse(latest);
      lookedAt = now;
    }
    return latest;
  }
}
