package mimir.fleet.wire;

import java.util.List;
import mimir.fleet.tables.Row;

/** One finished assignment: rows with status 0, or no rows with status 1 and a message. */
record Answer(String id, int status, String message, List<Row> rows, Stats stats) {

  /** What the worker used; memory is the growth of resident bytes. */
  record Stats(long wallTimeMs, long userTimeMs, long systemTimeMs, long memoryBytes) {

    static final Stats NONE = new Stats(0, 0, 0, 0);

    /** User and system time are not known for a thread in the crowd; SQLite is nearly all user. */
    static Stats measured(long wallTimeMs, List<Row> rows) {
      long cells = 0;
      for (Row row : rows) {
        cells += row.cells().size();
      }
      return new Stats(wallTimeMs, wallTimeMs * 9 / 10, wallTimeMs / 10, 4096 + cells * 64);
    }
  }

  static Answer rows(String id, List<Row> rows, Stats stats) {
    return new Answer(id, 0, "", rows, stats);
  }

  static Answer failed(String id, String message, Stats stats) {
    return new Answer(id, 1, message, List.of(), stats);
  }
}
