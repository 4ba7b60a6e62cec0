package mimir.campaign.indicators;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.campaign.IndicatorEvent;
import mimir.contracts.campaign.IndicatorEvent.IndicatorCreated;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventStream;

/** Loads and appends an indicator's stream; its row follows in the same transaction. */
@ApplicationScoped
class Indicators {
  static final String STREAM_PREFIX = "indicator-";

  private final EventLog log;
  private final IndicatorTables tables;

  Indicators(EventLog log, IndicatorTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /** Locked until the end of the transaction. */
  EventStream<IndicatorEvent> open(UUID id) {
    return log.open(STREAM_PREFIX + id, IndicatorEvent.CODEC);
  }

  void append(
      EventStream<IndicatorEvent> stream, UUID id, String actor, List<IndicatorEvent> events) {
    log.append(
        stream.name(), stream.version(), destination(id, actor), IndicatorEvent.CODEC, events);
    tables.project(events);
  }

  /** The streams of indicators whose rows this transaction has added. */
  void begin(List<IndicatorCreated> added, String actor) {
    log.begin(
        added.stream()
            .map(
                created ->
                    new EventLog.Beginning<IndicatorEvent>(
                        STREAM_PREFIX + created.indicatorId(),
                        destination(created.indicatorId(), actor),
                        created))
            .toList(),
        IndicatorEvent.CODEC);
  }

  private static EventLog.Destination destination(UUID id, String actor) {
    return new EventLog.Destination(Topics.INDICATORS, id.toString(), actor);
  }
}
