package mimir.fleet.tables;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of an answer as osquery keeps them: in SELECT order, two of one name collapsed to one
 * that holds the later value, every value as text and NULL as the empty text.
 */
final class SelectList {

  private final List<String> names;
  private final int[] cellOf;

  private SelectList(List<String> names, int[] cellOf) {
    this.names = names;
    this.cellOf = cellOf;
  }

  static SelectList of(ResultSetMetaData answer) throws SQLException {
    List<String> names = new ArrayList<>();
    int[] cellOf = new int[answer.getColumnCount()];
    for (int i = 0; i < cellOf.length; i++) {
      String name = answer.getColumnLabel(i + 1);
      if (!names.contains(name)) {
        names.add(name);
      }
      cellOf[i] = names.indexOf(name);
    }
    return new SelectList(List.copyOf(names), cellOf);
  }

  Row read(ResultSet answer) throws SQLException {
    String[] cells = new String[names.size()];
    for (int i = 0; i < cellOf.length; i++) {
      String value = answer.getString(i + 1);
      cells[cellOf[i]] = value == null ? "" : value;
    }
    return new Row(names, Arrays.asList(cells));
  }
}
