package mimir.fleet.tables;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A statement text cut into SQLite's tokens, enough to split it, to see which names it uses and
 * which constants it compares with. It judges no grammar: SQLite does.
 */
public final class SqlText {

  enum Kind {
    WORD,
    QUOTED_NAME,
    STRING,
    NUMBER,
    SYMBOL
  }

  record Token(Kind kind, String text) {
    boolean isName(Set<String> names) {
      return (kind == Kind.WORD || kind == Kind.QUOTED_NAME)
          && names.contains(text.toLowerCase(Locale.ROOT));
    }
  }

  private final String sql;
  private final List<Token> tokens;

  private SqlText(String sql, List<Token> tokens) {
    this.sql = sql;
    this.tokens = List.copyOf(tokens);
  }

  /** The whole text as one, whatever statements it has. */
  public static SqlText of(String sql) {
    List<Token> tokens = new ArrayList<>();
    SqlScanner scanner = new SqlScanner(sql);
    for (Token token = scanner.next(); token != null; token = scanner.next()) {
      tokens.add(token);
    }
    return new SqlText(sql, tokens);
  }

  /** Splits at semicolons outside of strings and comments; empty statements are left out. */
  static List<SqlText> statements(String sql) {
    List<SqlText> statements = new ArrayList<>();
    SqlScanner scanner = new SqlScanner(sql);
    List<Token> tokens = new ArrayList<>();
    int from = 0;
    for (Token token = scanner.next(); token != null; token = scanner.next()) {
      if (token.kind() == Kind.SYMBOL && token.text().equals(";")) {
        add(statements, sql.substring(from, scanner.position() - 1), tokens);
        tokens = new ArrayList<>();
        from = scanner.position();
      } else {
        tokens.add(token);
      }
    }
    add(statements, sql.substring(from), tokens);
    return statements;
  }

  private static void add(List<SqlText> statements, String sql, List<Token> tokens) {
    if (!tokens.isEmpty()) {
      statements.add(new SqlText(sql.strip(), tokens));
    }
  }

  String sql() {
    return sql;
  }

  List<Token> tokens() {
    return tokens;
  }

  /** Every name used, lower case: tables, columns, functions and keywords alike. */
  public Set<String> names() {
    Set<String> names = new HashSet<>();
    for (Token token : tokens) {
      if (token.kind() == Kind.WORD || token.kind() == Kind.QUOTED_NAME) {
        names.add(token.text().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  /**
   * Every text constant. What stands in double quotes counts too: SQLite takes it for a constant
   * where no such name exists.
   */
  public List<String> constants() {
    return tokens.stream()
        .filter(token -> token.kind() == Kind.STRING || token.kind() == Kind.QUOTED_NAME)
        .map(Token::text)
        .toList();
  }

  /** osquery's authorizer lets a statement read and nothing else. */
  boolean onlyReads() {
    Token first = tokens.getFirst();
    return first.kind() == Kind.WORD
        && Set.of("select", "with", "values", "explain")
            .contains(first.text().toLowerCase(Locale.ROOT));
  }

  /** Whether one of these columns is compared with something, in WHERE, ON or USING. */
  boolean constrains(Set<String> columns) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).isName(columns) && (comparesAfter(i) || comparesBefore(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean comparesAfter(int at) {
    return at + 1 < tokens.size()
        && tokens.get(at + 1).kind() != Kind.STRING
        && Set.of("=", "==", "like", "in", "glob", "is", "regexp")
            .contains(tokens.get(at + 1).text().toLowerCase(Locale.ROOT));
  }

  private boolean comparesBefore(int at) {
    // Steps over the table's name in "p.path = h.path".
    int before = at - 1;
    if (before > 0 && tokens.get(before).text().equals(".")) {
      before -= 2;
    }
    if (before < 0) {
      return false;
    }
    String text = tokens.get(before).text();
    return text.equals("=")
        || text.equals("==")
        || (text.equals("(")
            && before > 0
            && tokens.get(before - 1).text().equalsIgnoreCase("using"));
  }
}
