package mimir.ingest.responses;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import mimir.contracts.ingest.ResultPart;

/**
 * One answer of one host, put together from its parts.
 *
 * @param parts 0, 1, … each once; the last one is marked
 */
record Upload(List<ResultPart> parts, String traceparent) {

  /** A part and the trace that it came with. */
  record Piece(ResultPart part, String traceparent) {}

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
        return new Upload(List.copyOf(parts), piece.traceparent());
      }
    }
    return null;
  }

  private ResultPart last() {
    return parts.getLast();
  }

  ResultPart.Assignment assignment() {
    return last().assignment();
  }

  UUID campaignId() {
    return assignment().campaignId();
  }

  /** A status other than 0 is osquery's error. */
  boolean errored() {
    return last().status() != 0;
  }

  int status() {
    return last().status();
  }

  /** PostgreSQL takes no NUL, and one answer must not hold up the others. */
  String message() {
    String message = last().message();
    return message == null ? null : message.replace('\0', '\uFFFD');
  }

  ResultPart.Stats stats() {
    return last().stats();
  }

  Instant receivedAt() {
    return last().receivedAt();
  }

  /** The agent's own time when it was believed, else when the server had it. */
  Instant respondedAt() {
    return last().reportedAt() == null ? receivedAt() : last().reportedAt();
  }

  int nulReplaced() {
    return parts.stream().mapToInt(ResultPart::nulReplaced).sum();
  }

  List<Map<String, String>> rows() {
    return parts.stream().flatMap(part -> part.rows().stream()).toList();
  }
}
