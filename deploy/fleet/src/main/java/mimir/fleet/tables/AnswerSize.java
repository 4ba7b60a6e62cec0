package mimir.fleet.tables;

/** Counts what an answer takes, as the watchdog sees a worker's memory grow. */
final class AnswerSize {

  // An object header and a reference a cell, roughly what a worker pays as well.
  private static final int BYTES_A_CELL = 48;

  private final long limit;
  private long bytes;

  AnswerSize(long limit) {
    this.limit = limit;
  }

  void add(Row row) {
    for (String cell : row.cells()) {
      bytes += BYTES_A_CELL + cell.length();
    }
  }

  boolean exceeded() {
    return bytes > limit;
  }
}
