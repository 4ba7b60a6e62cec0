package mimir.fleet.tables;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes one table row as name, value, name, value…; a null value is SQL's NULL. */
public final class Cells {

  private Cells() {}

  public static Map<String, Object> of(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }
}
