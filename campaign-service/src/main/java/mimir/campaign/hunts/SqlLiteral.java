package mimir.campaign.hunts;

import java.util.Collection;
import java.util.stream.Collectors;

/** Values as literals of SQL: whatever is in them is data (I-6). */
final class SqlLiteral {

  /** In single quotes, those within it doubled; SQLite knows no other escape. */
  static String of(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String list(Collection<String> values) {
    return values.stream().map(SqlLiteral::of).collect(Collectors.joining(", "));
  }

  private SqlLiteral() {}
}
