package mimir.fleet.tables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of an answer: text cells in the order of the SELECT list. The list of column names is
 * shared by all rows of a statement, so that 50,000 rows stay affordable.
 */
public record Row(List<String> columns, List<String> cells) {

  public Row {
    if (columns.size() != cells.size()) {
      throw new IllegalArgumentException(columns.size() + " columns, " + cells.size() + " cells");
    }
  }

  /** The cells by column name, in order. */
  public Map<String, String> asMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      map.put(columns.get(i), cells.get(i));
    }
    return map;
  }
}
