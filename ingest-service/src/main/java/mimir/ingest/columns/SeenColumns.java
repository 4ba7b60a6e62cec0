package mimir.ingest.columns;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The columns of rows that are being stored, of one campaign. */
public final class SeenColumns {
  /** Characters; no real column's name is longer, and an index holds names of some length only. */
  static final int NAME_MAX = 128;

  private final Map<String, Integer> positions = new LinkedHashMap<>();
  private boolean leftOut;

  /** A row's columns; their order is that of the row in which each was seen first. */
  public void add(Set<String> names) {
    int position = 0;
    for (String name : names) {
      if (!positions.containsKey(name)) {
        see(name, position);
      }
      position++;
    }
  }

  private void see(String name, int position) {
    if (name.length() > NAME_MAX || positions.size() >= ColumnTables.KEPT_MAX) {
      leftOut = true;
    } else {
      positions.put(name, position);
    }
  }

  /** Whether there were names that are too long or too many. */
  boolean leftOut() {
    return leftOut;
  }

  /** Name → 0-based place in its row. */
  Map<String, Integer> positions(UnaryOperator<String> storable) {
    var kept = new LinkedHashMap<String, Integer>();
    positions.forEach((name, position) -> kept.putIfAbsent(storable.apply(name), position));
    return kept;
  }
}
