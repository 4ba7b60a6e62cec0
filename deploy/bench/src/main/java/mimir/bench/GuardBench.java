package mimir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import mimir.contracts.guard.DenyList;
import mimir.contracts.guard.OsquerySchema;
import mimir.contracts.guard.SqlGuard;
import org.sqlite.Function;

/**
 * What a verdict of the SQL guard costs, in preparations: verdicts a second of one thread, against
 * SQLite preparing the same statement over the same tables. The contenders take turns.
 */
final class GuardBench {
  private static final double GOAL = 0.3;
  private static final int ROUNDS = 21;
  private static final long ROUND_NANOS = 100_000_000;

  private static final List<String> SAMPLES = List.of("short", "middling", "long");

  private record Sample(String name, String sql) {
    static Sample read(String name) throws IOException {
      try (var in = GuardBench.class.getResourceAsStream("guard/" + name + ".sql")) {
        return new Sample(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  @FunctionalInterface
  private interface Work {
    void run(String sql) throws SQLException;
  }

  private GuardBench() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
    OsquerySchema schema = OsquerySchema.bundled();
    boolean reached = true;
    try (var guard = new SqlGuard(schema, DenyList.of(DenyList.DEFAULT, schema));
        Connection bare = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      create(bare, schema);
      for (String name : SAMPLES) {
        reached &= compare(Sample.read(name), rounds, guard, bare);
      }
    }
    System.out.printf(
        "goal: %.2f of a bare preparation: %s%n", GOAL, reached ? "reached" : "missed");
    if (!reached) {
      System.exit(1);
    }
  }

  private static boolean compare(Sample sample, int rounds, SqlGuard guard, Connection bare)
      throws SQLException {
    List<Work> contenders = List.of(sql -> prepare(bare, sql), guard::blockedBy, guard::check);
    List<List<Double>> rates = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int round = -rounds / 3; round < rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        double rate = perSecond(contenders.get(i), sample.sql());
        // The first third warms up.
        if (round >= 0) {
          rates.get(i).add(rate);
        }
      }
    }
    double prepared = median(rates.get(0));
    double blockedBy = median(rates.get(1));
    double check = median(rates.get(2));
    System.out.printf(
        "%-8s (%4d characters): prepare %,7.0f/s, blockedBy %,7.0f/s (%.2f), check %,7.0f/s (%.2f)%n",
        sample.name(),
        sample.sql().length(),
        prepared,
        blockedBy,
        blockedBy / prepared,
        check,
        check / prepared);
    return blockedBy / prepared >= GOAL && check / prepared >= GOAL;
  }

  private static double perSecond(Work work, String sql) throws SQLException {
    long from = System.nanoTime();
    long done = 0;
    long nanos = 0;
    while (nanos < ROUND_NANOS) {
      for (int i = 0; i < 50; i++) {
        work.run(sql);
      }
      done += 50;
      nanos = System.nanoTime() - from;
    }
    return done * 1e9 / nanos;
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().toList().get(rates.size() / 2);
  }

  private static void prepare(Connection bare, String sql) throws SQLException {
    try (PreparedStatement statement = bare.prepareStatement(sql)) {
      if (statement.getParameterMetaData().getParameterCount() > 0) {
        throw new IllegalArgumentException("A sample has parameters: " + sql);
      }
    }
  }

  private static void create(Connection bare, OsquerySchema schema) throws SQLException {
    try (var statement = bare.createStatement()) {
      for (OsquerySchema.Table table : schema.tables()) {
        List<String> columns =
            table.columns().stream()
                .map(column -> "\"" + column.name() + "\" " + column.type())
                .toList();
        statement.executeUpdate(
            "CREATE TABLE " + table.name() + " (" + String.join(", ", columns) + ")");
      }
    }
    Function.create(
        bare,
        "split",
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            result();
          }
        },
        3,
        0);
  }
}
