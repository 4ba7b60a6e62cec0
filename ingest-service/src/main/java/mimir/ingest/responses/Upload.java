package mimir.ingest.responses;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import mimir.contracts.ingest.ResultPart;
import mimir.ingest.columns.StorableText;

/**
 * One answer of one host, put together from its parts.
 *
 * @param last the part that says how it ended
 * @param sentRows rows of all parts
 * @param nulReplaced of all parts
 */
record Upload(ResultPart last, long sentRows, int nulReplaced, String traceparent, Parts parts) {

  /** A part and the trace that it came with. */
  record Piece(ResultPart part, String traceparent) {}

  /** All parts in order, one at a time: an answer may be larger than the memory. */
  interface Parts {
    void each(Consumer<ResultPart> reader);

    /** Whether the database is asked for each of them, and not to be busy with others then. */
    default boolean areAskedFor() {
      return false;
    }
  }

  /** Null while a part is missing; a part that came twice counts once. */
  static Upload of(Collection<Piece> pieces) {
    var byNumber = new TreeMap<Integer, Piece>();
    pieces.forEach(piece -> byNumber.putIfAbsent(piece.part().part(), piece));
    var parts = new ArrayList<ResultPart>();
    for (Piece piece : byNumber.values()) {
      if (piece.part().part() != parts.size()) {
        return null;
      }
      parts.add(piece.part());
      if (piece.part().last()) {
        return new Upload(
            piece.part(),
            parts.stream().mapToLong(part -> part.rows().size()).sum(),
            parts.stream().mapToInt(ResultPart::nulReplaced).sum(),
            piece.traceparent(),
            List.copyOf(parts)::forEach);
      }
    }
    return null;
  }

  UUID id() {
    return last.uploadId();
  }

  ResultPart.Assignment assignment() {
    return last.assignment();
  }

  UUID campaignId() {
    return assignment().campaignId();
  }

  /** A status other than 0 is osquery's error: it has no rows, whatever was sent. */
  boolean errored() {
    return last.status() != 0;
  }

  /** Whether the host sent more rows than reached the topic. */
  boolean cut() {
    return Boolean.TRUE.equals(last.truncated());
  }

  int status() {
    return last.status();
  }

  /** Rows that an answer without an error was sent with. */
  long rows() {
    return errored() ? 0 : sentRows;
  }

  String message() {
    return last.message() == null ? null : StorableText.of(last.message());
  }

  Long wallTimeMs() {
    return last.stats() == null ? null : last.stats().wallTimeMs();
  }

  Long memoryBytes() {
    return last.stats() == null ? null : last.stats().memory();
  }

  Instant receivedAt() {
    return last.receivedAt();
  }

  /** The agent's own time when it was believed, else when the server had it. */
  Instant respondedAt() {
    return last.reportedAt() == null ? receivedAt() : last.reportedAt();
  }
}
