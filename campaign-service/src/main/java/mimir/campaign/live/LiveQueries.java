package mimir.campaign.live;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventStream;

/** Loads and appends a live query's stream; its rows follow in the same transaction. */
@ApplicationScoped
class LiveQueries {
  static final String STREAM_PREFIX = "live-query-";

  private final EventLog log;
  private final LiveQueryTables tables;

  LiveQueries(EventLog log, LiveQueryTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /** Locked until the end of the transaction. */
  EventStream<LiveQueryEvent> open(UUID id) {
    return log.open(STREAM_PREFIX + id, LiveQueryEvent.CODEC);
  }

  void append(EventStream<LiveQueryEvent> stream, String actor, LiveQueryEvent event) {
    var destination =
        new EventLog.Destination(Topics.LIVE_QUERIES, event.liveQueryId().toString(), actor);
    log.append(stream.name(), stream.version(), destination, LiveQueryEvent.CODEC, List.of(event));
    tables.project(event);
  }
}
