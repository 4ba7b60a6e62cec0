package mimir.contracts.guard;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.guard.SqlText.Kind;

/** What SQLite says of a statement, and where in it. */
final class Complaint {
  static final String PARAMETERS = "parameters are not allowed: nobody can bind them";
  static final String TOO_COMPLEX = "the statement is too complex";

  private static final String ONLY = "only one SELECT, WITH … SELECT or VALUES is accepted";

  private static final Pattern NEAR =
      Pattern.compile("near \"(.*)\": syntax error", Pattern.DOTALL);
  private static final Pattern UNRECOGNIZED =
      Pattern.compile("unrecognized token: \"(.*)\"", Pattern.DOTALL);
  private static final Pattern NO_TABLE =
      Pattern.compile("no such table: (?:main\\.)?(.*)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern ARGUMENTS =
      Pattern.compile("wrong number of arguments to function (.*)\\(\\)", Pattern.DOTALL);
  private static final Pattern NO_FUNCTION =
      Pattern.compile("'(.*)' is not a function", Pattern.DOTALL);
  private static final Pattern NAME =
      Pattern.compile(
          "(?:no such (?:table|column|function|window|collation sequence)"
              + "|ambiguous column name|wrong number of arguments to function"
              + "|misuse of (?:aggregate|window function|aliased aggregate|aliased window function))"
              + "(?:: (?:function )?| )(.*?)(?:\\(\\))?",
          Pattern.DOTALL);

  private Complaint() {}

  /** SQLite's own words, without what the driver puts around them. */
  static String of(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int from = message.indexOf(" (");
    String words =
        from > 0 && message.endsWith(")")
            ? message.substring(from + 2, message.length() - 1)
            : message;
    return words(ReservedNames.show(words));
  }

  private static String words(String message) {
    if (message.equals("out of memory") || message.equals("Recursion limit")) {
      return TOO_COMPLEX;
    }
    Matcher arguments = ARGUMENTS.matcher(message);
    // The function that was taken away is still known to SQLite, and is not to the operator.
    return arguments.matches() && !SqlDialect.knows(arguments.group(1))
        ? "no such function: " + arguments.group(1)
        : message;
  }

  /** About a text that begins as no query does: another statement, or a slip of the pen. */
  static String ofStart(SqlText text) {
    if (text.count() == 0) {
      return "incomplete input";
    }
    boolean statement = SqlDialect.OTHER_STATEMENTS.contains(text.name(0));
    return "near \"%s\": %s".formatted(text.token(0), statement ? ONLY : "syntax error");
  }

  /** About what SQLite takes, but not where only a query may stand. */
  static String ofWrapped(String complaint) {
    return complaint.endsWith("syntax error") ? complaint + "; " + ONLY : complaint;
  }

  /** The name of the table that SQLite misses, else the empty text. */
  static String missingTable(String complaint) {
    Matcher table = NO_TABLE.matcher(complaint);
    return table.matches() ? table.group(1) : "";
  }

  /** The name of the function that SQLite misses in lower case, else the empty text. */
  static String missingFunction(String complaint) {
    String words = "no such function: ";
    return complaint.startsWith(words)
        ? complaint.substring(words.length()).toLowerCase(Locale.ROOT)
        : "";
  }

  /**
   * @param ask SQLite's complaint about a text
   */
  static Refused refusal(String complaint, SqlText sql, Function<String, Optional<String>> ask) {
    int offset = Math.min(offset(complaint, sql, ask), sql.text().length());
    String before = sql.text().substring(0, offset);
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = offset - before.lastIndexOf('\n');
    return new Refused(
        ErrorCode.INVALID_SQL, complaint, Map.of("line", line, "column", (long) column));
  }

  private static int offset(String complaint, SqlText sql, Function<String, Optional<String>> ask) {
    if (complaint.equals("incomplete input")) {
      return sql.endOfStatement();
    }
    if (complaint.equals(PARAMETERS)) {
      return first(sql, token -> sql.kind(token) == Kind.PARAMETER);
    }
    Matcher near = NEAR.matcher(complaint);
    if (near.find()) {
      return syntaxError(near.group(1), sql, ask);
    }
    Matcher unrecognized = UNRECOGNIZED.matcher(complaint);
    if (unrecognized.find()) {
      String start = unrecognized.group(1);
      return first(sql, token -> sql.text().startsWith(start, sql.start(token)));
    }
    Matcher table = NO_FUNCTION.matcher(complaint);
    if (table.matches()) {
      return place(table.group(1), sql);
    }
    Matcher name = NAME.matcher(complaint);
    return name.matches() ? place(name.group(1), sql) : first(sql, _ -> true);
  }

  /** The parser stops at the first token that cannot follow; of equal ones, asking tells which. */
  private static int syntaxError(
      String token, SqlText sql, Function<String, Optional<String>> ask) {
    int last = -1;
    for (int i = 0; i < sql.count(); i++) {
      if (sql.token(i).equals(token)) {
        if (last >= 0 && stops(sql.text().substring(0, sql.end(last)), ask)) {
          break;
        }
        last = i;
      }
    }
    return last < 0 ? first(sql, _ -> true) : sql.start(last);
  }

  private static boolean stops(String part, Function<String, Optional<String>> ask) {
    return ask.apply(part).filter(complaint -> NEAR.matcher(complaint).find()).isPresent();
  }

  /** Where the name stands, as far as possible behind the name that it was qualified with. */
  private static int place(String dotted, SqlText sql) {
    String[] parts = dotted.toLowerCase(Locale.ROOT).split("\\.", -1);
    String name = parts[parts.length - 1];
    for (int i = 2; i < sql.count() && parts.length > 1; i++) {
      if (sql.name(i).equals(name)
          && sql.kind(i - 1) == Kind.DOT
          && sql.name(i - 2).equals(parts[parts.length - 2])) {
        return sql.start(i);
      }
    }
    return first(sql, token -> sql.name(token).equals(name));
  }

  private static int first(SqlText sql, IntPredicate which) {
    for (int i = 0; i < sql.count(); i++) {
      if (which.test(i)) {
        return sql.start(i);
      }
    }
    return sql.count() == 0 ? 0 : sql.start(0);
  }
}
