package mimir.contracts.guard;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Short texts that are much work. */
final class Bombs {
  record Bomb(String name, String sql) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Bombs() {}

  static Stream<Bomb> hopeless() {
    return Stream.of(
        new Bomb("CTEs joined twice", ctes(24, i -> "SELECT a.x FROM c%d a, c%d b")),
        new Bomb(
            "CTEs united twice", ctes(24, i -> "SELECT x FROM c%d UNION ALL SELECT x FROM c%d")),
        new Bomb(
            "CTEs as two values",
            ctes(24, i -> "SELECT (SELECT x FROM c%d) + (SELECT x FROM c%d) x")),
        new Bomb("a column used twice", nested(30, "SELECT x + x AS x FROM (%s)")),
        new Bomb("a column sorted by", nested(30, "SELECT x + x AS x FROM (%s) ORDER BY x")),
        new Bomb("a column compared", nested(30, "SELECT x IS DISTINCT FROM x AS x FROM (%s)")),
        new Bomb("many natural joins", "SELECT * FROM users" + " NATURAL JOIN users".repeat(40)),
        new Bomb(
            "natural joins of copies",
            "WITH c AS (SELECT * FROM users NATURAL JOIN groups NATURAL JOIN users u)"
                + " SELECT 1 FROM c"
                + times(", c a%d", 9)),
        new Bomb(
            "many windows",
            "SELECT 1" + times(", sum(pid) OVER (ORDER BY uid + %d)", 800) + " FROM processes"));
  }

  static Stream<Bomb> all() {
    return Stream.concat(hopeless(), heavy().stream());
  }

  private static List<Bomb> heavy() {
    return List.of(
        new Bomb(
            "depth 1,000 of parentheses", "SELECT " + "(".repeat(1_000) + "1" + ")".repeat(1_000)),
        new Bomb("depth 30,000", "SELECT " + "(".repeat(30_000) + "1" + ")".repeat(30_000)),
        new Bomb(
            "depth 1,000 of queries",
            "SELECT * FROM " + "(SELECT * FROM ".repeat(1_000) + "users" + ")".repeat(1_000)),
        new Bomb("depth 15,000 of NOT", "SELECT " + "NOT ".repeat(15_000) + "1"),
        new Bomb(
            "62 joins",
            "SELECT 1 FROM processes p0" + times(" JOIN processes p%d USING (pid)", 62)),
        new Bomb("a cross join of 64 tables", "SELECT 1 FROM users" + times(", users u%d", 63)),
        new Bomb(
            "joins on all",
            "SELECT 1 FROM processes x0"
                + IntStream.rangeClosed(1, 60)
                    .mapToObj(i -> " JOIN processes x" + i + " ON 1" + on(i))
                    .collect(Collectors.joining())),
        new Bomb("300 copies", ctes(8, i -> "SELECT x FROM c%d UNION ALL SELECT x FROM c%d")),
        new Bomb(
            "980 subqueries",
            "SELECT 1 FROM users WHERE 1" + " AND uid IN (SELECT uid FROM groups)".repeat(980)),
        new Bomb(
            "100 windows",
            "SELECT 1" + times(", sum(pid) OVER (ORDER BY uid + %d)", 100) + " FROM processes"),
        new Bomb("a column used twice, 12 levels", nested(12, "SELECT x + x AS x FROM (%s)")),
        new Bomb(
            "1,900 columns, sorted",
            "SELECT 1"
                + times(", pid + %d", 1_900)
                + " FROM processes ORDER BY 1"
                + times(", pid + 7 + %d", 1_900)),
        new Bomb("1,900 sums", "SELECT 1" + times(", sum(pid + %d)", 1_900) + " FROM processes"),
        new Bomb(
            "30,000 values in a list",
            "SELECT 1 FROM users WHERE uid IN (1" + ",1".repeat(30_000) + ")"),
        new Bomb("15,000 rows", "VALUES (1)" + ",(1)".repeat(15_000)),
        new Bomb("4,000 unions", "SELECT 1" + " UNION SELECT 1".repeat(4_000)),
        new Bomb(
            "nested BETWEEN", "SELECT " + "(".repeat(300) + "1" + " BETWEEN 1 AND 2)".repeat(300)),
        new Bomb("only opening quotes", "SELECT " + "'".repeat(60_001)),
        new Bomb("only commas", "SELECT " + ",".repeat(60_000)),
        new Bomb("only semicolons", ";".repeat(60_000)),
        new Bomb("comments", "SELECT 1 " + "/**/".repeat(16_000)));
  }

  private static String on(int i) {
    return IntStream.range(0, 9)
        .mapToObj(j -> " AND x%d.pid = x%d.pid".formatted(i, (i + j) % i))
        .collect(Collectors.joining());
  }

  private static String times(String part, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(part::formatted).collect(Collectors.joining());
  }

  private static String nested(int levels, String level) {
    String sql = "SELECT pid AS x FROM processes";
    for (int i = 0; i < levels; i++) {
      sql = level.formatted(sql);
    }
    return sql;
  }

  private static String ctes(int levels, IntFunction<String> body) {
    return IntStream.range(1, levels)
        .mapToObj(
            i -> ", c%d AS (%s)".formatted(i, body.apply(i).replace("%d", Integer.toString(i - 1))))
        .collect(
            Collectors.joining(
                "",
                "WITH c0 AS (SELECT pid AS x FROM processes)",
                " SELECT * FROM c" + (levels - 1)));
  }
}
