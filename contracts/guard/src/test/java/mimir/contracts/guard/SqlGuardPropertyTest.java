package mimir.contracts.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import mimir.contracts.Refused;
import org.junit.jupiter.api.Test;

/** Whatever is typed: a verdict and no failure, and never one that SQLite disagrees with. */
class SqlGuardPropertyTest {
  private static final long SEED = 20_261_120;
  private static final int MUTANTS = 20_000;
  private static final OsquerySchema SCHEMA = OsquerySchema.bundled();

  private static final List<String> SPLINTERS =
      List.of(
          ";",
          "(",
          ")",
          ",",
          ".",
          "'",
          "\"",
          "`",
          "[",
          "]",
          "--",
          "/*",
          "*/",
          "\n",
          "*",
          "=",
          "?",
          "curl",
          "yara",
          "main",
          "users",
          "sqlite_master",
          "SELECT",
          "FROM",
          "WITH",
          "AS",
          "UNION",
          "JOIN",
          "DELETE",
          "WHERE 0",
          "EXISTS",
          "(SELECT 1 FROM curl)",
          "VALUES (1)",
          "sleep(1)",
          "PRAGMA",
          "\u00a0",
          "\ufeff",
          "NULL",
          "1",
          "'a'",
          "\\",
          "x'",
          "0x",
          "|",
          "\u000b");

  @Test
  void mutants_of_statements_never_get_past_sqlite() throws SQLException {
    var random = new Random(SEED);
    List<String> seeds =
        Stream.of(
                Statements.legal().map(Statements.Legal::sql),
                Statements.blocked().map(Statements.Blocked::sql),
                Statements.blocked().map(Statements.Blocked::sql),
                Statements.refused()
                    .map(Statements.Invalid::sql)
                    .filter(sql -> sql.contains(";") || sql.contains("WITH")))
            .flatMap(s -> s)
            .toList();
    int accepted = 0;
    int blocked = 0;
    try (var guard = new SqlGuard(SCHEMA, DenyList.of(DenyList.DEFAULT, SCHEMA));
        var plain = new Plain()) {
      for (int i = 0; i < MUTANTS; i++) {
        String sql = mutant(seeds.get(random.nextInt(seeds.size())), random);
        Optional<SqlGuard.Statement> verdict = verdict(guard, sql);
        if (verdict.isPresent()) {
          accepted++;
          blocked += verdict.get().blockedBy().isPresent() ? 1 : 0;
          plain.agrees(sql, verdict.get());
        }
      }
    }
    // Else the mutants would all be nonsense, and nothing shown.
    assertThat(accepted).isGreaterThan(MUTANTS / 10);
    assertThat(blocked).isGreaterThan(MUTANTS / 100);
  }

  /** Both surfaces say the same; any exception but {@link Refused} ends the test. */
  private static Optional<SqlGuard.Statement> verdict(SqlGuard guard, String sql) {
    String short1;
    Optional<SqlGuard.Statement> statement;
    try {
      statement = Optional.of(guard.check(sql));
      short1 = "reads " + statement.get().blockedBy();
    } catch (Refused e) {
      statement = Optional.empty();
      short1 = e.code() + e.getMessage() + e.extras();
    }
    String short2;
    try {
      short2 = "reads " + guard.blockedBy(sql);
    } catch (Refused e) {
      short2 = e.code() + e.getMessage() + e.extras();
    }
    assertThat(short2).as(sql).isEqualTo(short1);
    return statement;
  }

  private static String mutant(String seed, Random random) {
    var text = new StringBuilder(seed);
    for (int i = random.nextInt(8) / 3; i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int until = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(8)) {
        case 0 -> text.insert(at, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
        case 1 -> text.insert(at, " " + SPLINTERS.get(random.nextInt(SPLINTERS.size())) + " ");
        case 2 -> text.delete(at, until);
        case 3 -> text.insert(at, text.substring(at, until));
        case 4 -> text.insert(at, "/**/");
        case 5 -> text.insert(at, "\n");
        case 6 -> text.replace(at, until, text.substring(at, until).toUpperCase(Locale.ROOT));
        default -> text.append(SPLINTERS.get(random.nextInt(SPLINTERS.size())));
      }
    }
    return text.toString();
  }

  /** A SQLite of its own: the driver and the tables, nothing of the guard. */
  private static final class Plain implements AutoCloseable {
    private final Connection database = DriverManager.getConnection("jdbc:sqlite::memory:");
    private final Map<Integer, String> tables = new HashMap<>();

    Plain() throws SQLException {
      try (var statement = database.createStatement()) {
        for (OsquerySchema.Table table : SCHEMA.tables()) {
          List<String> columns = new ArrayList<>();
          table.columns().forEach(column -> columns.add("\"" + column.name() + "\""));
          statement.executeUpdate(
              "CREATE TABLE " + table.name() + " (" + String.join(", ", columns) + ")");
          for (String alias : table.aliases()) {
            statement.executeUpdate("CREATE VIEW " + alias + " AS SELECT * FROM " + table.name());
          }
        }
        try (ResultSet row = statement.executeQuery("SELECT rootpage, name FROM sqlite_schema")) {
          while (row.next()) {
            tables.put(row.getInt(1), row.getString(2));
          }
        }
      }
      for (var function : SqlDialect.OF_OSQUERY.entrySet()) {
        for (int arguments : function.getValue()) {
          org.sqlite.Function.create(
              database,
              function.getKey(),
              new org.sqlite.Function() {
                @Override
                protected void xFunc() {}
              },
              arguments,
              0);
        }
      }
      for (String name : SqlDialect.COLLATIONS_OF_OSQUERY) {
        org.sqlite.Collation.create(
            database,
            name,
            new org.sqlite.Collation() {
              @Override
              protected int xCompare(String left, String right) {
                return left.compareTo(right);
              }
            });
      }
    }

    void agrees(String sql, SqlGuard.Statement verdict) throws SQLException {
      try (PreparedStatement query = database.prepareStatement(sql)) {
        assertThat(query.getMetaData().getColumnCount()).as(sql).isPositive();
      }
      Set<String> opened = new HashSet<>();
      try (PreparedStatement program = database.prepareStatement("EXPLAIN " + sql);
          ResultSet step = program.executeQuery()) {
        while (step.next()) {
          assertThat(step.getString("opcode")).as(sql).isNotIn("OpenWrite", "ParseSchema");
          if (step.getString("opcode").equals("OpenRead")) {
            opened.add(tables.get(step.getInt("p2")));
          }
        }
      }
      assertThat(verdict.tables()).as(sql).containsAll(opened);
      Set<String> denied = new HashSet<>(verdict.tables());
      denied.retainAll(DenyList.DEFAULT);
      assertThat(verdict.blockedBy().isPresent()).as(sql).isEqualTo(!denied.isEmpty());
      verdict.blockedBy().ifPresent(table -> assertThat(denied).as(sql).contains(table));
    }

    @Override
    public void close() throws SQLException {
      database.close();
    }
  }
}
