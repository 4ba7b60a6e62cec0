package mimir.fleet.tables;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mimir.fleet.tables.TableSchema.Column;

/** The SQL that makes and fills one table of one host. */
final class TableScript {

  private final TableSchema table;
  private final List<Column> columns;

  TableScript(TableSchema table, List<Column> columns) {
    this.table = table;
    this.columns = columns;
  }

  List<String> create() {
    String body =
        columns.stream()
            .map(column -> "`" + column.name() + "` " + column.type())
            .collect(Collectors.joining(", "));
    List<String> statements = new ArrayList<>();
    statements.add("CREATE TABLE `" + table.name() + "` (" + body + ")");
    for (Column column : columns) {
      if (column.required()) {
        statements.add(
            "CREATE INDEX `%1$s by %2$s` ON `%1$s` (`%2$s`)"
                .formatted(table.name(), column.name()));
      }
    }
    for (String alias : table.aliases()) {
      statements.add("CREATE VIEW `" + alias + "` AS SELECT * FROM `" + table.name() + "`");
    }
    return statements;
  }

  String insert() {
    String marks = columns.stream().map(column -> "?").collect(Collectors.joining(","));
    return "INSERT INTO `" + table.name() + "` VALUES (" + marks + ")";
  }

  void bind(PreparedStatement insert, Map<String, Object> row) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      insert.setObject(i + 1, row.get(columns.get(i).name()));
    }
  }
}
