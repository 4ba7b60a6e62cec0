package mimir.contracts.guard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import mimir.contracts.guard.OsquerySchema.Column;
import mimir.contracts.guard.OsquerySchema.Table;
import org.sqlite.Collation;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * One SQLite in memory with empty tables of osquery and its functions. It prepares what others
 * typed and never runs it. Not thread-safe.
 */
final class Sandbox implements AutoCloseable {
  /** As osquery's SQLite has it. */
  private static final int COLUMNS_MAX = 2_000;

  /** Of the compiled program, about 6 MB: beyond it, SQLite says that it is out of memory. */
  private static final int STEPS_MAX = 250_000;

  // Not in the list of modules, because SQLite only loads them when they are asked for.
  private static final List<String> LOADED_LATE = List.of("json_each", "jsonb_each", "jsonb_tree");

  private final SQLiteConnection database;
  private final Map<Integer, String> tableByPage;

  Sandbox(Collection<Table> tables) {
    try {
      database =
          new SQLiteConfig()
              .createConnection("jdbc:sqlite::memory:")
              .unwrap(SQLiteConnection.class);
      database.setLimit(SQLiteLimits.SQLITE_LIMIT_COLUMN, COLUMNS_MAX);
      database.setLimit(SQLiteLimits.SQLITE_LIMIT_VDBE_OP, STEPS_MAX);
      registerDialect();
      run("PRAGMA page_size = 512");
      run("PRAGMA auto_vacuum = NONE");
      // Behind a megabyte of nothing, the numbers of tables' pages are larger than most numbers in
      // a program, which is then read in half of the time.
      run("CREATE TABLE filler AS SELECT printf('%1048576d', 0)");
      create(tables);
      run("DROP TABLE filler");
      database.commit();
      database.setAutoCommit(true);
      tableByPage = tablesByPage();
    } catch (SQLException e) {
      throw new IllegalStateException("The SQL guard cannot start", e);
    }
  }

  /** SQLite's message when it cannot compile the text, else nothing. Never of an empty text. */
  Optional<String> complaint(String sql) {
    try (PreparedStatement compiled = database.prepareStatement(sql)) {
      return compiled.getParameterMetaData().getParameterCount() == 0
          ? Optional.empty()
          : Optional.of(Complaint.PARAMETERS);
    } catch (SQLException e) {
      return Optional.of(Complaint.of(e));
    }
  }

  /** The tables from which result columns come as they are: surely read, and cheap to know. */
  Set<String> shown(String sql, int most) throws SQLException {
    try (PreparedStatement query = database.prepareStatement(sql)) {
      requireNoParameters(query);
      Set<String> tables = new HashSet<>();
      ResultSetMetaData columns = query.getMetaData();
      for (int i = 1; i <= columns.getColumnCount() && tables.size() < most; i++) {
        String table = columns.getTableName(i);
        if (table != null && !table.isEmpty()) {
          tables.add(table);
        }
      }
      return tables;
    }
  }

  private static void requireNoParameters(PreparedStatement query) throws SQLException {
    if (query.getParameterMetaData().getParameterCount() > 0) {
      throw new SQLException(Complaint.PARAMETERS);
    }
  }

  /**
   * The tables that the compiled statement would open. Those that SQLite has optimised away are not
   * among them.
   *
   * @param most how many there can be
   */
  Set<String> opened(String sql, int most) throws SQLException {
    Set<String> tables = new HashSet<>();
    // Not a blank, which would make one white space with what the text begins with.
    try (PreparedStatement program = database.prepareStatement("EXPLAIN/**/" + sql)) {
      requireNoParameters(program);
      // Without a ResultSet, which costs more than the compilation.
      ((CoreStatement) program)
          .pointer.safeRunConsume((sqlite, statement) -> collect(sqlite, statement, tables, most));
    }
    return tables;
  }

  private void collect(DB sqlite, long program, Set<String> tables, int most) throws SQLException {
    while (tables.size() < most && sqlite.step(program) == Codes.SQLITE_ROW) {
      // Reading a number is cheap, and most are no page of a table.
      String table = tableByPage.get(sqlite.column_int(program, 3));
      if (table != null && sqlite.column_text(program, 1).equals("OpenRead")) {
        tables.add(table);
      }
    }
  }

  private Map<Integer, String> tablesByPage() throws SQLException {
    Map<Integer, String> tables = new HashMap<>();
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT rootpage, tbl_name FROM sqlite_schema WHERE type <> 'view'")) {
      while (row.next()) {
        tables.put(row.getInt(1), row.getString(2));
      }
    }
    return tables;
  }

  /** The names under which this SQLite answers although nobody has created a table. */
  ReservedNames reservedNames() {
    List<String> names = new ArrayList<>(List.of("sqlite_", "pragma_"));
    try {
      Set<String> modules = new HashSet<>(LOADED_LATE);
      modules.addAll(names("SELECT name FROM pragma_module_list"));
      modules.stream()
          .filter(module -> !module.startsWith("pragma_") && !module.startsWith("sqlite_"))
          .filter(module -> !SqlDialect.MODULES.contains(module))
          .filter(module -> complaint("SELECT * FROM \"" + module + "\"").isEmpty())
          .sorted()
          .forEach(names::add);
      return new ReservedNames(names);
    } catch (SQLException e) {
      throw new IllegalStateException("The SQL guard cannot start", e);
    }
  }

  /** Functions that no statement may call, but that this SQLite cannot be made to forget. */
  Set<String> strangeFunctions() {
    try {
      return names("SELECT name FROM pragma_function_list WHERE NOT builtin").stream()
          .filter(name -> !SqlDialect.knows(name))
          .collect(Collectors.toUnmodifiableSet());
    } catch (SQLException e) {
      throw new IllegalStateException("The SQL guard cannot start", e);
    }
  }

  /** Creates more tables; {@link #forget} takes them away. */
  void create(Collection<Table> tables) throws SQLException {
    database.setAutoCommit(false);
    try (Statement statement = database.createStatement()) {
      for (Table table : tables) {
        statement.executeUpdate(definition(table));
        for (String alias : table.aliases()) {
          // As osquery makes it, hidden columns are not seen through it.
          statement.executeUpdate(
              "CREATE VIEW \"%s\" AS SELECT %s FROM \"%s\""
                  .formatted(alias, names(table, column -> !column.hidden()), table.name()));
        }
      }
    }
  }

  void forget() throws SQLException {
    database.rollback();
    database.setAutoCommit(true);
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String definition(Table table) {
    String columns =
        table.columns().stream()
            .map(column -> "\"" + column.name() + "\" " + column.type())
            .collect(Collectors.joining(", "));
    // As osquery declares it: a table with an index has no rowid that one could ask for.
    boolean indexed = table.columns().stream().anyMatch(Column::index);
    String key =
        ", PRIMARY KEY (%s)) WITHOUT ROWID"
            .formatted(names(table, column -> column.index() || column.additional()));
    return "CREATE TABLE \"" + table.name() + "\" (" + columns + (indexed ? key : ")");
  }

  private static String names(Table table, Predicate<Column> which) {
    return table.columns().stream()
        .filter(which)
        .map(column -> "\"" + column.name() + "\"")
        .collect(Collectors.joining(", "));
  }

  private void registerDialect() throws SQLException {
    for (String name : Set.copyOf(names("SELECT name FROM pragma_function_list"))) {
      if (!SqlDialect.keeps(name)) {
        hide(database, name);
      }
    }
    for (Map.Entry<String, List<Integer>> function : SqlDialect.OF_OSQUERY.entrySet()) {
      for (int arguments : function.getValue()) {
        Function.create(database, function.getKey(), new NeverCalled(), arguments, 0);
      }
    }
    for (String collation : SqlDialect.COLLATIONS_OF_OSQUERY) {
      Collation.create(database, collation, new NeverCompared());
    }
  }

  /** A deleted function of any number of arguments stands before the built-in ones of its name. */
  private static void hide(Connection database, String function) throws SQLException {
    Function.create(database, function, new NeverCalled(), SqlDialect.ANY, 0);
    Function.destroy(database, function, SqlDialect.ANY);
  }

  private void run(String statement) throws SQLException {
    try (Statement one = database.createStatement()) {
      one.executeUpdate(statement);
    }
  }

  private List<String> names(String query) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  /** The guard compiles and does not run, so there is nothing to compute. */
  private static final class NeverCalled extends Function {
    @Override
    protected void xFunc() throws SQLException {
      error("the guard runs nothing");
    }
  }

  private static final class NeverCompared extends Collation {
    @Override
    protected int xCompare(String left, String right) {
      return 0;
    }
  }
}
