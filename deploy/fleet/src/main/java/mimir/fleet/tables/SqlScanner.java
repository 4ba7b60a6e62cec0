package mimir.fleet.tables;

import mimir.fleet.tables.SqlText.Kind;
import mimir.fleet.tables.SqlText.Token;

/** Reads SQLite's tokens one by one; an unfinished string ends with the text. */
final class SqlScanner {

  private final String sql;
  private int at;

  SqlScanner(String sql) {
    this.sql = sql;
  }

  int position() {
    return at;
  }

  /** The next token, or null at the end. */
  Token next() {
    skipBlanksAndComments();
    if (at >= sql.length()) {
      return null;
    }
    char c = sql.charAt(at);
    return switch (c) {
      case '\'' -> new Token(Kind.STRING, quoted('\''));
      case '"', '`' -> new Token(Kind.QUOTED_NAME, quoted(c));
      case '[' -> new Token(Kind.QUOTED_NAME, bracketed());
      default -> {
        if (isNamePart(c)) {
          yield new Token(Character.isDigit(c) ? Kind.NUMBER : Kind.WORD, word());
        }
        yield new Token(Kind.SYMBOL, symbol());
      }
    };
  }

  private void skipBlanksAndComments() {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        at = endOf("\n");
      } else if (sql.startsWith("/*", at)) {
        at = endOf("*/");
      } else {
        return;
      }
    }
  }

  private int endOf(String mark) {
    int end = sql.indexOf(mark, at);
    return end < 0 ? sql.length() : end + mark.length();
  }

  private String quoted(char quote) {
    StringBuilder text = new StringBuilder();
    for (at++; at < sql.length(); at++) {
      char c = sql.charAt(at);
      if (c == quote) {
        at++;
        if (at >= sql.length() || sql.charAt(at) != quote) {
          return text.toString();
        }
      }
      text.append(c);
    }
    return text.toString();
  }

  private String bracketed() {
    int from = at + 1;
    at = endOf("]");
    return sql.substring(from, Math.max(from, at - 1));
  }

  private String word() {
    int from = at;
    while (at < sql.length() && isNamePart(sql.charAt(at))) {
      at++;
    }
    return sql.substring(from, at);
  }

  private String symbol() {
    int length = sql.startsWith("==", at) ? 2 : 1;
    at += length;
    return sql.substring(at - length, at);
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
  }
}
