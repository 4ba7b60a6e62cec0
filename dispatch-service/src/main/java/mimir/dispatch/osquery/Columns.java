package mimir.dispatch.osquery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a row names a column twice. Most rows have the columns of the row before them. */
final class Columns {
  /** More do not fit into a row that can be sent on; what is said of it does not matter. */
  private static final int COUNT_MAX = (int) (AnswerParts.ROW_BYTES_MAX / "\"\":\"\"".length());

  private final Set<String> seen = new HashSet<>();
  private List<String> before = new ArrayList<>();
  private List<String> current = new ArrayList<>();
  private int count;
  private boolean asBefore;
  private boolean unique;

  void begin() {
    count = 0;
    asBefore = true;
    unique = true;
  }

  void add(String column) {
    if (asBefore && count < before.size() && before.get(count).equals(column)) {
      count++;
      return;
    }
    if (asBefore) {
      asBefore = false;
      seen.clear();
      current.clear();
      before.subList(0, count).forEach(this::addNew);
    }
    if (++count <= COUNT_MAX) {
      addNew(column);
    }
  }

  private void addNew(String column) {
    unique &= seen.add(column);
    current.add(column);
  }

  void end() {
    if (!asBefore && unique) {
      List<String> last = before;
      before = current;
      current = last;
    }
  }

  /** Whether the row named each of its columns once. */
  boolean unique() {
    return unique;
  }
}
