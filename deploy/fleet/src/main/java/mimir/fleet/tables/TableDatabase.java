package mimir.fleet.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/**
 * Answers osquery SQL with SQLite itself, over a database in memory that lives for one question:
 * the tables the statement names are built, filled, asked and dropped. Twenty thousand hosts
 * therefore cost no more memory than the few that are being asked.
 */
public final class TableDatabase implements SqlAnswerer {

  private static final Pattern SQLITE_MESSAGE = Pattern.compile("\\((.*)\\)\\s*$", Pattern.DOTALL);
  private static final int STEPS_BETWEEN_CHECKS = 100_000;

  private final Platform platform;
  private final TableSource source;
  private final Watchdog watchdog;
  private final Semaphore running;

  /**
   * @param running bounds how many databases exist at once; share it between the hosts of a JVM
   */
  public TableDatabase(
      Platform platform, TableSource source, Watchdog watchdog, Semaphore running) {
    this.platform = platform;
    this.source = source;
    this.watchdog = watchdog;
    this.running = running;
  }

  @Override
  public QueryOutcome answer(String sql) {
    SqlText whole = SqlText.of(sql);
    List<SqlText> statements = SqlText.statements(sql);
    // SQLite holds its carrier thread while it works, so no more than the processors may.
    running.acquireUninterruptibly();
    try (Connection database = open()) {
      return run(database, whole, statements);
    } catch (SQLException e) {
      return new QueryOutcome.Failed(messageOf(e));
    } finally {
      running.release();
    }
  }

  private static Connection open() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.OFF);
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config.createConnection("jdbc:sqlite::memory:");
  }

  private QueryOutcome run(Connection database, SqlText whole, List<SqlText> statements)
      throws SQLException {
    Set<String> built = new HashSet<>();
    AtomicBoolean late = new AtomicBoolean();
    List<Row> rows = new ArrayList<>();
    AnswerSize size = new AnswerSize(watchdog.answerBytes());
    for (SqlText statement : statements) {
      if (!statement.onlyReads()) {
        return new QueryOutcome.Failed("not authorized");
      }
      for (TableSchema table : tablesOf(statement)) {
        Set<String> required = table.requiredColumns();
        if (!required.isEmpty() && !statement.constrains(required)) {
          return new QueryOutcome.Failed("constraint failed");
        }
        if (built.add(table.name())) {
          build(database, table, whole);
        }
      }
      OsqueryFunctions.register(database, statement.names());
      try {
        limitRunTime(database, late);
        read(database, statement, rows, size);
      } catch (SQLException e) {
        if (!late.get()) {
          throw e;
        }
        return new QueryOutcome.Killed("ran longer than " + watchdog.runTime());
      }
      if (size.exceeded()) {
        return new QueryOutcome.Killed("used more than " + watchdog.answerBytes() + " bytes");
      }
    }
    return new QueryOutcome.Rows(rows);
  }

  private Set<TableSchema> tablesOf(SqlText statement) {
    Set<TableSchema> tables = new LinkedHashSet<>();
    for (String name : statement.names()) {
      OsquerySchema.V5_23.find(name).filter(table -> table.on(platform)).ifPresent(tables::add);
    }
    return tables;
  }

  private void build(Connection database, TableSchema table, SqlText asked) throws SQLException {
    TableScript script = new TableScript(table, table.columns(platform, asked.names()));
    database.setAutoCommit(false);
    try (Statement statement = database.createStatement()) {
      for (String sql : script.create()) {
        statement.executeUpdate(sql);
      }
    }
    List<Map<String, Object>> rows = source.rows(table.name(), asked);
    try (PreparedStatement insert = database.prepareStatement(script.insert())) {
      for (Map<String, Object> row : rows) {
        script.bind(insert, row);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    database.commit();
  }

  private void limitRunTime(Connection database, AtomicBoolean late) throws SQLException {
    long until = System.nanoTime() + watchdog.runTime().toNanos();
    ProgressHandler.setHandler(
        database,
        STEPS_BETWEEN_CHECKS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            late.compareAndSet(false, System.nanoTime() - until > 0);
            return late.get() ? 1 : 0;
          }
        });
  }

  private static void read(Connection database, SqlText statement, List<Row> rows, AnswerSize size)
      throws SQLException {
    try (PreparedStatement query = database.prepareStatement(statement.sql());
        ResultSet answer = query.executeQuery()) {
      SelectList columns = SelectList.of(answer.getMetaData());
      while (answer.next()) {
        Row row = columns.read(answer);
        size.add(row);
        if (size.exceeded()) {
          return;
        }
        rows.add(row);
      }
    }
  }

  /** SQLite's own words, without what JDBC puts around them. */
  static String messageOf(SQLException e) {
    String message = String.valueOf(e.getMessage());
    Matcher matcher = SQLITE_MESSAGE.matcher(message);
    return matcher.find() ? matcher.group(1) : message;
  }
}
