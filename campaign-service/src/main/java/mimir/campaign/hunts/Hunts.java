package mimir.campaign.hunts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import mimir.campaign.slots.Slots;
import mimir.contracts.Topics;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventStream;

/** Loads and appends a hunt's stream; the rows that are read follow in the same transaction. */
@ApplicationScoped
class Hunts {
  static final String STREAM_PREFIX = "hunt-";

  private final EventLog log;
  private final HuntTables tables;
  private final Slots slots;

  Hunts(EventLog log, HuntTables tables, Slots slots) {
    this.log = log;
    this.tables = tables;
    this.slots = slots;
  }

  /** Locked until the end of the transaction. */
  EventStream<HuntEvent> open(UUID huntId) {
    return log.open(STREAM_PREFIX + huntId, HuntEvent.CODEC);
  }

  void append(EventStream<HuntEvent> stream, String actor, HuntEvent event) {
    var destination = new EventLog.Destination(Topics.HUNTS, event.huntId().toString(), actor);
    log.append(stream.name(), stream.version(), destination, HuntEvent.CODEC, List.of(event));
    tables.project(event);
    slots.project(event);
  }
}
