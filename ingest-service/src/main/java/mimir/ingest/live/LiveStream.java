package mimir.ingest.live;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.ingest.live.LiveTables.Answer;
import mimir.ingest.live.LiveTables.Query;
import mimir.ingest.live.LiveTables.Row;
import mimir.ingest.live.LiveTables.Unanswered;
import mimir.ingest.streams.EventSink;
import mimir.ingest.streams.Followed;

/** One reader of one live query: what is sent, in which order, and when it ends. */
final class LiveStream implements Followed {
  /**
   * For so long after its end it is not said to be done while hosts have said nothing: what was
   * taken from one in time may still be on its way through the topics.
   */
  static final Duration IN_FLIGHT_MAX = Duration.ofSeconds(3);

  private static final String OSQUERY = "osquery_error";
  private static final int ANSWERS_MAX = 100;
  private static final int ROWS_MAX = 500;

  private final LiveTables tables;
  private final InstantSource clock;
  private final UUID id;
  private long place;

  /**
   * @param after the place up to which the reader has it; 0 for none
   */
  LiveStream(LiveTables tables, InstantSource clock, UUID id, long after) {
    this.tables = tables;
    this.clock = clock;
    this.id = id;
    this.place = after;
  }

  record RowSent(UUID hostId, String hostname, long rowNo, @JsonRawValue String columns) {}

  record HostSent(UUID hostId, String hostname, long rows, boolean truncated) {}

  /**
   * @param reason {@code osquery_error}, or why the host was given up: {@code blocked_sql}
   * @param message osquery's own, or null
   */
  record ErrorSent(UUID hostId, String hostname, String reason, String message) {}

  /**
   * @param end why it is over: {@code completed}, {@code window_over} or {@code row_cap}
   * @param unanswered how many hosts have said nothing
   */
  record DoneSent(String end, long hosts, long rows, long errors, long unanswered) {}

  @Override
  public Look advance(EventSink sink) throws InterruptedException {
    // Looked at first: what is visible behind it is all there was before the end.
    Query query = tables.find(id).orElseThrow();
    List<Answer> answers = tables.answers(id, place, ANSWERS_MAX);
    for (Answer answer : answers) {
      send(answer, sink);
    }
    if (!answers.isEmpty()) {
      return Look.SENT;
    }
    return query.endedAt() != null && end(query, sink) ? Look.OVER : Look.IDLE;
  }

  /** False while something may still be on its way. */
  private boolean end(Query query, EventSink sink) throws InterruptedException {
    var totals = tables.totals(id, place);
    List<Unanswered> given = tables.unanswered(id);
    long open = Math.max(0, query.assigned() - totals.hosts() - given.size());
    if (open > 0 && clock.instant().isBefore(query.endedAt().plus(IN_FLIGHT_MAX))) {
      return false;
    }
    for (Unanswered host : given) {
      sink.send("error", null, new ErrorSent(host.hostId(), host.hostname(), host.reason(), null));
    }
    sink.send(
        "done",
        Long.toString(place),
        new DoneSent(
            query.end(), totals.hosts(), totals.rows(), totals.errors() + given.size(), open));
    return true;
  }

  private void send(Answer answer, EventSink sink) throws InterruptedException {
    String at = Long.toString(answer.place());
    if (answer.errored()) {
      sink.send(
          "error",
          at,
          new ErrorSent(answer.hostId(), answer.hostname(), OSQUERY, answer.message()));
    } else {
      sendRows(answer, sink);
      sink.send(
          "host",
          at,
          new HostSent(answer.hostId(), answer.hostname(), answer.rows(), answer.truncated()));
    }
    place = answer.place();
  }

  private void sendRows(Answer answer, EventSink sink) throws InterruptedException {
    long last = -1;
    while (last + 1 < answer.rows()) {
      List<Row> rows = tables.rows(id, answer, last, ROWS_MAX);
      if (rows.isEmpty()) {
        // They were dropped meanwhile.
        return;
      }
      for (Row row : rows) {
        sink.send(
            "row",
            null,
            new RowSent(answer.hostId(), answer.hostname(), row.rowNo(), row.columns()));
        last = row.rowNo();
      }
    }
  }
}
