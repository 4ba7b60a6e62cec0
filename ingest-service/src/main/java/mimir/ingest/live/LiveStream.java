package mimir.ingest.live;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.ingest.live.LiveTables.Answer;
import mimir.ingest.live.LiveTables.Row;

/** One reader of one live query: what is sent, in which order, and when it ends. */
final class LiveStream {
  static final Duration COMMENT_AFTER = Duration.ofSeconds(15);
  private static final int ANSWERS_MAX = 100;
  private static final int ROWS_MAX = 500;

  private final LiveTables tables;
  private final InstantSource clock;
  private final Sink sink;
  private final UUID id;
  private final Instant until;
  private long place;
  private Instant sentAt;
  private boolean idle;

  /** Where events go; returns when the connection has taken them. */
  interface Sink {
    /**
     * @param id names what the reader then has; null when that did not change
     */
    void send(String name, String id, Object data) throws InterruptedException;

    /** Keeps what is between us and the reader from giving the silent stream up. */
    void comment() throws InterruptedException;
  }

  /**
   * @param after the place up to which the reader has it; 0 for none
   * @param until when its token is nobody's word any more
   */
  LiveStream(
      LiveTables tables, InstantSource clock, Sink sink, UUID id, long after, Instant until) {
    this.tables = tables;
    this.clock = clock;
    this.sink = sink;
    this.id = id;
    this.place = after;
    this.until = until;
    this.sentAt = clock.instant();
  }

  record RowSent(UUID hostId, String hostname, long rowNo, @JsonRawValue String columns) {}

  record HostSent(UUID hostId, String hostname, long rows, boolean truncated) {}

  record ErrorSent(UUID hostId, String hostname, String message) {}

  /** Sends what is new. False when nothing more will come. */
  boolean advance() throws InterruptedException {
    // Looked at first: what is visible behind it is all there was before the end.
    boolean ended = tables.find(id).map(query -> query.endedAt() != null).orElse(true);
    List<Answer> answers = tables.answers(id, place, ANSWERS_MAX);
    idle = answers.isEmpty();
    for (Answer answer : answers) {
      if (!send(answer)) {
        return false;
      }
    }
    if (!idle) {
      return true;
    }
    if (ended) {
      send("done", Long.toString(place), tables.totals(id));
      return false;
    }
    if (tokenIsOver()) {
      return false;
    }
    if (Duration.between(sentAt, clock.instant()).compareTo(COMMENT_AFTER) >= 0) {
      sink.comment();
      sentAt = clock.instant();
    }
    return true;
  }

  /** Whether the last look found nothing new. */
  boolean idle() {
    return idle;
  }

  private boolean tokenIsOver() {
    return !clock.instant().isBefore(until);
  }

  /** False when the token is nobody's word any more: the answer comes again, as a whole. */
  private boolean send(Answer answer) throws InterruptedException {
    String id = Long.toString(answer.place());
    if (answer.errored()) {
      send("error", id, new ErrorSent(answer.hostId(), answer.hostname(), answer.message()));
    } else if (!sendRows(answer)) {
      return false;
    } else {
      send(
          "host",
          id,
          new HostSent(answer.hostId(), answer.hostname(), answer.rows(), answer.truncated()));
    }
    place = answer.place();
    return true;
  }

  private boolean sendRows(Answer answer) throws InterruptedException {
    long last = -1;
    while (last + 1 < answer.rows()) {
      List<Row> rows = tables.rows(id, answer, last, ROWS_MAX);
      if (tokenIsOver() || rows.isEmpty()) {
        // Without rows they were dropped meanwhile.
        return !tokenIsOver();
      }
      for (Row row : rows) {
        send(
            "row",
            null,
            new RowSent(answer.hostId(), answer.hostname(), row.rowNo(), row.columns()));
        last = row.rowNo();
      }
    }
    return true;
  }

  private void send(String name, String id, Object data) throws InterruptedException {
    sink.send(name, id, data);
    sentAt = clock.instant();
  }
}
