package mimir.contracts.guard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mimir.contracts.guard.SqlText.Kind;

/**
 * How much work a statement is to compile, from above. SQLite copies a CTE or a subquery wherever
 * it is used, so that a text of a few hundred characters may double at each of its levels; nothing
 * stops SQLite while it does. Counts what would be copied, and copies nothing.
 */
final class StatementWeight {
  /** Queries after all copying. 1,000 take a tenth of a second. */
  static final int QUERIES_MAX = 1_000;

  /** Terms after all copying. 400,000 take a tenth of a second. */
  static final int TERMS_MAX = 400_000;

  /** Conditions after all copying; each is compared with each. 600 take a third of a second. */
  static final int CONDITIONS_MAX = 600;

  /** A NATURAL JOIN has a condition for each shared column, and SQLite is slow with such chains. */
  private static final int CONDITIONS_OF_NATURAL = 100;

  /** Each sorts and rewrites its whole query: 100 take a tenth of a second. */
  static final int WINDOWS_MAX = 100;

  private static final Set<String> BETWEEN_TERMS =
      Set.of(
          "and", "as", "asc", "between", "by", "case", "collate", "desc", "else", "end", "from",
          "glob", "group", "having", "in", "is", "join", "left", "like", "limit", "not", "null",
          "on", "or", "order", "then", "union", "when", "where");

  private static final long TOO_MUCH = 1_000_000_000;

  private final SqlText sql;
  private final Map<String, List<Query>> defined = new HashMap<>();
  private final Set<Query> within = new HashSet<>();

  /** A SELECT, with the queries and the definitions in it. */
  private static final class Query {
    final List<Query> parts = new ArrayList<>();

    /** Names where a table may stand, and how often. */
    final Map<String, Integer> sources = new HashMap<>();

    int depth;
    boolean inColumns;
    int tokens;
    int namesOfColumn;
    int namesOfLongestColumn = 1;
    int otherNames;

    long queries;
    long terms;
    long conditions;
    long growth;

    void add(Query copied, int times) {
      queries = Math.min(TOO_MUCH, queries + times * copied.queries);
      terms = Math.min(TOO_MUCH, terms + times * copied.terms);
      conditions = Math.min(TOO_MUCH, conditions + times * copied.conditions);
    }
  }

  private StatementWeight(SqlText sql) {
    this.sql = sql;
  }

  /** Whether SQLite would be busy with it for longer than a statement may keep it. */
  static boolean tooHeavy(SqlText sql) {
    int selects = 0;
    int windows = 0;
    int conditions = 0;
    for (int i = 0; i < sql.count(); i++) {
      selects += sql.is(i, "select") ? 1 : 0;
      windows += sql.is(i, "over") ? 1 : 0;
      conditions += conditions(sql, i);
    }
    if (selects > QUERIES_MAX || windows > WINDOWS_MAX || conditions > CONDITIONS_MAX) {
      return true;
    }
    if (selects < 2) {
      return false;
    }
    var weight = new StatementWeight(sql);
    Query whole = weight.read();
    return !weight.weigh(whole)
        || whole.queries > QUERIES_MAX
        || whole.terms > TERMS_MAX
        || whole.conditions > CONDITIONS_MAX;
  }

  private static int conditions(SqlText sql, int token) {
    return switch (sql.kind(token)) {
      case OTHER -> "=<>".indexOf(sql.text().charAt(sql.start(token))) >= 0 ? 1 : 0;
      case WORD ->
          sql.is(token, "natural")
              ? CONDITIONS_OF_NATURAL
              : sql.is(token, "using") ? width(sql, token) : 0;
      case QUOTED_NAME, STRING, PARAMETER, SEMICOLON, OPEN, CLOSE, COMMA, DOT -> 0;
    };
  }

  private static int width(SqlText sql, int using) {
    int token = using;
    while (token < sql.count() && sql.kind(token) != Kind.CLOSE) {
      token++;
    }
    return token - using;
  }

  /** Reads the nesting of queries; what is no SQL gives some nesting too, and SQLite refuses it. */
  private Query read() {
    List<Query> open = new ArrayList<>();
    Query whole = new Query();
    open.add(whole);
    int depth = 0;
    for (int i = 0; i < sql.count(); i++) {
      Query query = open.getLast();
      query.tokens++;
      query.conditions += conditions(sql, i);
      switch (sql.kind(i)) {
        case OPEN -> {
          depth++;
          if (i + 1 < sql.count() && beginsQuery(i + 1)) {
            Query inner = new Query();
            inner.depth = depth;
            String name = nameOfDefinition(i);
            if (name.isEmpty()) {
              query.parts.add(inner);
            } else {
              defined.computeIfAbsent(name, _ -> new ArrayList<>()).add(inner);
            }
            open.add(inner);
          }
        }
        case CLOSE -> {
          if (open.size() > 1 && query.depth == depth) {
            open.removeLast();
          }
          depth--;
        }
        case COMMA -> query.namesOfColumn = query.depth == depth ? 0 : query.namesOfColumn;
        case WORD -> word(i, open);
        case QUOTED_NAME, STRING -> name(i, open);
        case PARAMETER, SEMICOLON, DOT, OTHER -> {}
      }
    }
    return whole;
  }

  private void word(int i, List<Query> open) {
    Query query = open.getLast();
    if (sql.is(i, "select")) {
      query.inColumns = true;
      query.namesOfColumn = 0;
    } else if (sql.is(i, "from") && !sql.is(i - 1, "distinct")) {
      query.inColumns = false;
    } else {
      name(i, open);
    }
  }

  private void name(int i, List<Query> open) {
    if (i > 0 && maySourceFollow(i - 1)) {
      open.getLast().sources.merge(sql.name(i), 1, Integer::sum);
    }
    if (!mayBeColumn(i)) {
      return;
    }
    for (Query query : open) {
      if (query.inColumns) {
        query.namesOfColumn++;
        query.namesOfLongestColumn = Math.max(query.namesOfLongestColumn, query.namesOfColumn);
      } else {
        query.otherNames++;
      }
    }
  }

  /** Neither a qualifier nor a function, a text, a new name or a word between terms. */
  private boolean mayBeColumn(int i) {
    Kind next = i + 1 < sql.count() ? sql.kind(i + 1) : Kind.OTHER;
    return next != Kind.DOT
        && next != Kind.OPEN
        && sql.kind(i) != Kind.STRING
        && (i == 0 || !sql.is(i - 1, "as"))
        && !(sql.kind(i) == Kind.WORD && BETWEEN_TERMS.contains(sql.name(i)));
  }

  private boolean maySourceFollow(int token) {
    return sql.kind(token) == Kind.COMMA
        || sql.kind(token) == Kind.OPEN
        || sql.is(token, "from")
        || sql.is(token, "join")
        || sql.is(token, "in");
  }

  private boolean beginsQuery(int token) {
    return sql.is(token, "select") || sql.is(token, "with") || sql.is(token, "values");
  }

  /** Of {@code name [(columns)] AS [[NOT] MATERIALIZED] (}, given the last parenthesis. */
  private String nameOfDefinition(int open) {
    int i = open - 1;
    if (i > 0 && sql.is(i, "materialized")) {
      i -= sql.is(i - 1, "not") ? 2 : 1;
    }
    if (i < 1 || !sql.is(i, "as")) {
      return "";
    }
    i--;
    if (sql.kind(i) == Kind.CLOSE) {
      while (i > 0 && sql.kind(i) != Kind.OPEN) {
        i--;
      }
      i--;
    }
    return i < 0 ? "" : sql.name(i);
  }

  /** False when definitions lead back to themselves through others, which no count survives. */
  private boolean weigh(Query query) {
    if (query.growth > 0) {
      return true;
    }
    if (!within.add(query)) {
      return false;
    }
    query.queries = 1;
    long source = 1;
    for (Query part : query.parts) {
      if (!weigh(part)) {
        return false;
      }
      query.add(part, 1);
      source = Math.max(source, part.growth);
    }
    for (Map.Entry<String, Integer> named : query.sources.entrySet()) {
      for (Query definition : defined.getOrDefault(named.getKey(), List.of())) {
        // A recursive definition is not copied into itself.
        if (definition != query) {
          if (!weigh(definition)) {
            return false;
          }
          query.add(definition, named.getValue());
          source = Math.max(source, definition.growth);
        }
      }
    }
    within.remove(query);
    // The name of a column may stand for all of it in ORDER BY, GROUP BY and WHERE.
    long own = query.tokens + (long) query.otherNames * (query.namesOfLongestColumn - 1);
    query.terms = Math.min(TOO_MUCH, query.terms + own * source);
    query.growth = Math.min(TOO_MUCH, source * query.namesOfLongestColumn);
    return true;
  }
}
