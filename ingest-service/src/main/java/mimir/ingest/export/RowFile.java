package mimir.ingest.export;

import java.io.IOException;

/** A file that is being written. */
interface RowFile extends AutoCloseable {
  /** The rows of an answer come after each other, in their order. */
  void add(CutAnswer answer, StoredRow row) throws IOException;

  /** After the last row; the stream itself stays open. */
  void end() throws IOException;

  /** Gives back what is held outside the heap. */
  @Override
  default void close() {}
}
