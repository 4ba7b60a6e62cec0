package mimir.ingest.responses;

import java.util.ArrayList;
import java.util.List;
import mimir.contracts.ingest.ResultPart;

/**
 * Parts for one transaction. What bounds them is the memory that they take: Kafka bounds its
 * batches by records and by compressed bytes.
 */
final class PartBatch {
  /** Of JSON; decoded it takes about seven times as much. */
  static final int BYTES_MAX = 5 * 1024 * 1024;

  /** A row with one short cell takes twenty times as much as its JSON. */
  static final int ROWS_MAX = 30_000;

  /** A transaction of a fraction of a second. */
  static final int PARTS_MAX = 2_500;

  private final List<Upload.Piece> parts = new ArrayList<>();
  private long bytes;
  private long rows;

  /**
   * @param size bytes that it was decoded from
   */
  void add(ResultPart part, String traceparent, int size) {
    parts.add(new Upload.Piece(part, traceparent));
    bytes += size;
    rows += part.rows().size();
  }

  /** At most by its last part larger than it should be. */
  boolean full() {
    return parts.size() >= PARTS_MAX || bytes >= BYTES_MAX || rows >= ROWS_MAX;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  List<Upload.Piece> parts() {
    return List.copyOf(parts);
  }
}
