package mimir.release.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventStream;

/** Loads and appends a release's stream; the rows that are read follow in the same transaction. */
@ApplicationScoped
public class Releases {
  static final String STREAM_PREFIX = "release-";

  private final EventLog log;
  private final ReleaseTables tables;

  Releases(EventLog log, ReleaseTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /** Locked until the end of the transaction. */
  public EventStream<ReleaseEvent> open(UUID releaseId) {
    return log.open(STREAM_PREFIX + releaseId, ReleaseEvent.CODEC);
  }

  public void append(EventStream<ReleaseEvent> stream, String actor, ReleaseEvent event) {
    var destination =
        new EventLog.Destination(Topics.RELEASES, event.releaseId().toString(), actor);
    log.append(stream.name(), stream.version(), destination, ReleaseEvent.CODEC, List.of(event));
    tables.project(event);
  }
}
