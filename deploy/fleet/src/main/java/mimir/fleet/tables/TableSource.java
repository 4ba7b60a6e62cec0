package mimir.fleet.tables;

import java.util.List;
import java.util.Map;

/** Where a host's tables get their rows from, asked only for the tables that a statement names. */
@FunctionalInterface
public interface TableSource {

  /**
   * The rows of a table by its canonical name; columns that a row leaves out are NULL. The
   * statement is given because some tables are too large to list unasked.
   */
  List<Map<String, Object>> rows(String table, SqlText asked);
}
