package mimir.fleet.tables;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One osquery table: exactly osquery's columns, on exactly osquery's platforms. */
record TableSchema(String name, List<String> aliases, String platforms, List<Column> columns) {

  /** A column; {@code platforms} is empty where it exists wherever the table does. */
  record Column(String name, String type, boolean required, boolean hidden, String platforms) {

    boolean on(Platform platform) {
      return platforms.isEmpty() || platforms.indexOf(platform.letter()) >= 0;
    }
  }

  boolean on(Platform platform) {
    return platforms.indexOf(platform.letter()) >= 0;
  }

  /**
   * The columns of a host. An ordinary SQLite table cannot hide a column from {@code SELECT *}, so
   * a hidden one exists only for a statement that names it.
   */
  List<Column> columns(Platform platform, Set<String> named) {
    return columns.stream()
        .filter(column -> column.on(platform))
        .filter(column -> !column.hidden() || named.contains(column.name()))
        .toList();
  }

  /** Columns of which at least one must be constrained, as {@code path} of {@code file}. */
  Set<String> requiredColumns() {
    return columns.stream()
        .filter(Column::required)
        .map(Column::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
