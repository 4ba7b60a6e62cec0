package mimir.contracts.guard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mimir.contracts.Refused;

/**
 * A statement as typed, cut into SQLite's tokens. It finds places for messages, the semicolons at
 * the end, and names worth asking about; no verdict rests on it, because SQLite reads the whole
 * text itself.
 */
final class SqlText {
  static final int BYTES_MAX = 64 * 1024;

  /** What a token is; comments and white space are none. */
  enum Kind {
    WORD,
    QUOTED_NAME,
    STRING,
    PARAMETER,
    SEMICOLON,
    OPEN,
    CLOSE,
    COMMA,
    DOT,
    OTHER
  }

  private final String text;
  private Kind[] kinds = new Kind[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int count;
  private boolean inComment;

  private SqlText(String text) {
    this.text = text;
  }

  /** Refuses what is no text of at most 64 KiB, as the rest of a launch is refused. */
  static SqlText of(String sql) {
    if (sql == null || sql.isBlank()) {
      throw Refused.invalidField("sql", "sql is needed.");
    }
    if (sql.length() > BYTES_MAX || bytes(sql) > BYTES_MAX) {
      throw Refused.invalidField("sql", "sql is at most 64 KiB.");
    }
    // To SQLite, NUL is the end; half a surrogate pair would reach it as a question mark.
    if (sql.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(sql)) {
      throw Refused.invalidField("sql", "sql holds a character that is no text.");
    }
    var text = new SqlText(sql);
    text.scan();
    return text;
  }

  private static int bytes(String sql) {
    return sql.length() * 3 <= BYTES_MAX ? 0 : sql.getBytes(StandardCharsets.UTF_8).length;
  }

  String text() {
    return text;
  }

  int count() {
    return count;
  }

  Kind kind(int token) {
    return kinds[token];
  }

  int start(int token) {
    return starts[token];
  }

  int end(int token) {
    return ends[token];
  }

  String token(int token) {
    return text.substring(starts[token], ends[token]);
  }

  boolean is(int token, String word) {
    return kinds[token] == Kind.WORD
        && ends[token] - starts[token] == word.length()
        && text.regionMatches(true, starts[token], word, 0, word.length());
  }

  /** The name that a token may stand for, without its quotes, in lower case; or nothing. */
  String name(int token) {
    String raw = token(token);
    return switch (kinds[token]) {
      case WORD -> raw.toLowerCase(Locale.ROOT);
      case QUOTED_NAME, STRING -> unquoted(raw).toLowerCase(Locale.ROOT);
      case PARAMETER, SEMICOLON, OPEN, CLOSE, COMMA, DOT, OTHER -> "";
    };
  }

  private static String unquoted(String raw) {
    if (raw.length() < 2) {
      return "";
    }
    String quote = raw.substring(raw.length() - 1);
    return raw.substring(1, raw.length() - 1).replace(quote + quote, quote);
  }

  /** Whether it begins as a statement that reads. What it goes on as, SQLite has to say. */
  boolean asks() {
    return count > 0 && (is(0, "select") || is(0, "with") || is(0, "values"));
  }

  /** Whether it is more than one SELECT. */
  boolean isNested() {
    int selects = 0;
    for (int i = 0; i < count; i++) {
      selects += is(i, "select") ? 1 : 0;
    }
    return selects != 1;
  }

  /** Whether each parenthesis that is closed was opened before. */
  boolean isBalanced() {
    int depth = 0;
    for (int i = 0; i < count && depth >= 0; i++) {
      depth += kinds[i] == Kind.OPEN ? 1 : kinds[i] == Kind.CLOSE ? -1 : 0;
    }
    return depth == 0;
  }

  /** Where what is more than semicolons, white space and comments ends. */
  int endOfStatement() {
    int last = count;
    while (last > 0 && kinds[last - 1] == Kind.SEMICOLON) {
      last--;
    }
    return last == 0 ? 0 : ends[last - 1];
  }

  /**
   * The text without the semicolons at its end, and with its last comment closed, so that a
   * parenthesis may follow. No other character is taken away: SQLite is shown all of it.
   */
  String toWrap() {
    int end = endOfStatement();
    if (!inComment && (count == 0 || ends[count - 1] == end)) {
      return text;
    }
    var whole = new StringBuilder(text);
    for (int i = count - 1; i >= 0 && kinds[i] == Kind.SEMICOLON; i--) {
      whole.setCharAt(starts[i], ' ');
    }
    return inComment ? whole.append("*/").toString() : whole.toString();
  }

  /** The text with other names where one of these is followed by a parenthesis; or nothing. */
  Optional<String> withoutCalls(Set<String> functions) {
    StringBuilder renamed = null;
    for (int i = 0; i + 1 < count; i++) {
      if (kinds[i + 1] == Kind.OPEN && functions.contains(name(i))) {
        renamed = renamed == null ? new StringBuilder(text) : renamed;
        int at = starts[i] + (kinds[i] == Kind.WORD ? 0 : 1);
        renamed.setCharAt(at, ReservedNames.hide(text.charAt(at)));
      }
    }
    return Optional.ofNullable(renamed).map(StringBuilder::toString);
  }

  private void scan() {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isSpace(c)) {
        at++;
      } else if (c == '-' && next(at) == '-') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == '/' && next(at) == '*' && at + 2 < text.length()) {
        int end = text.indexOf("*/", at + 2);
        inComment = end < 0;
        at = inComment ? text.length() : end + 2;
      } else {
        at = add(c, at);
      }
    }
  }

  private int add(char c, int at) {
    Kind kind =
        switch (c) {
          case ';' -> Kind.SEMICOLON;
          case '(' -> Kind.OPEN;
          case ')' -> Kind.CLOSE;
          case ',' -> Kind.COMMA;
          case '.' -> Kind.DOT;
          case '\'' -> Kind.STRING;
          case '"', '`', '[' -> Kind.QUOTED_NAME;
          case '?', ':', '@', '$', '#' -> Kind.PARAMETER;
          default -> isNamePart(c) ? Kind.WORD : Kind.OTHER;
        };
    int end =
        switch (kind) {
          case STRING, QUOTED_NAME -> endOfQuoted(at, c == '[' ? ']' : c);
          case WORD, PARAMETER -> endOfName(at + 1);
          case SEMICOLON, OPEN, CLOSE, COMMA, DOT, OTHER -> at + 1;
        };
    if (count == starts.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    kinds[count] = kind;
    starts[count] = at;
    ends[count++] = end;
    return end;
  }

  private int endOfQuoted(int at, char quote) {
    int end = text.indexOf(quote, at + 1);
    // Doubled, a quote is part of the text; a bracket cannot be doubled.
    while (end >= 0 && quote != ']' && next(end) == quote) {
      end = text.indexOf(quote, end + 2);
    }
    return end < 0 ? text.length() : end + 1;
  }

  private int endOfName(int at) {
    int end = at;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private char next(int at) {
    return at + 1 < text.length() ? text.charAt(at + 1) : '\0';
  }

  private static boolean isSpace(char c) {
    // Not the vertical tab, with which no white space begins.
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == '\ufeff';
  }

  // Whatever is not ASCII is a letter to SQLite, U+00A0 and look-alikes too.
  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '$'
        || c >= 0x80;
  }
}
