package mimir.campaign.queries;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.campaign.SavedQueryEvent;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventStream;

/** Loads and appends a saved query's stream; its row follows in the same transaction. */
@ApplicationScoped
class SavedQueries {
  static final String STREAM_PREFIX = "saved-query-";

  private final EventLog log;
  private final SavedQueryTables tables;

  SavedQueries(EventLog log, SavedQueryTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /** Locked until the end of the transaction. */
  EventStream<SavedQueryEvent> open(UUID id) {
    return log.open(STREAM_PREFIX + id, SavedQueryEvent.CODEC);
  }

  void append(
      EventStream<SavedQueryEvent> stream, UUID id, String actor, List<SavedQueryEvent> events) {
    var destination = new EventLog.Destination(Topics.SAVED_QUERIES, id.toString(), actor);
    log.append(stream.name(), stream.version(), destination, SavedQueryEvent.CODEC, events);
    tables.project(events);
  }
}
