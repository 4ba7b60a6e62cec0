package mimir.ingest.alerts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import mimir.ingest.alerts.AlertChanges.Seen;
import mimir.ingest.streams.EventStreams;
import org.jboss.logging.Logger;

/** Looks for changed alerts once for all that follow them, however many they are. */
@ApplicationScoped
class AlertPulse {
  private static final Logger LOG = Logger.getLogger(AlertPulse.class);

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
    if (latest == null) {
      latest = changes.now();
    } else if (due()) {
      // Before it is tried: while the database is away, one of them waits for it and not each.
      lookedAt = clock.instant();
      try {
        latest = changes.next(latest).orElse(latest);
      } catch (RuntimeException e) {
        LOG.warnf("alerts that changed cannot be looked for: %s", e);
      }
    }
    return latest;
  }

  private boolean due() {
    Instant now = clock.instant();
    // The clock may have been set back.
    return now.isBefore(lookedAt) || !now.isBefore(lookedAt.plus(EventStreams.LOOK_EVERY));
  }
}
