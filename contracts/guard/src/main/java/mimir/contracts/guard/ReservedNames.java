package mimir.contracts.guard;

import java.util.List;
import java.util.Locale;

/**
 * Names under which SQLite answers without a table: its catalogue, pragmas as functions, built-in
 * modules. In the text that SQLite is asked about, each has another first letter, wherever it
 * stands. A statement may so use the name for what it defines itself, or as a value, but never
 * reach what SQLite has under it. No token has to be recognised for that.
 */
final class ReservedNames {
  // SQLite takes what is not ASCII for a letter, and nobody types the private use area.
  private static final int STAND_IN = 0xE000;

  private final List<String> names;
  private final boolean[] first = new boolean[128];

  /**
   * @param names in lower case ASCII; a name that ends in {@code _} is a prefix
   */
  ReservedNames(List<String> names) {
    this.names = List.copyOf(names);
    for (String name : names) {
      first[name.charAt(0)] = true;
      first[name.toUpperCase(Locale.ROOT).charAt(0)] = true;
    }
  }

  String hide(String sql) {
    StringBuilder hidden = null;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c < first.length && first[c] && reserved(sql, i)) {
        hidden = hidden == null ? new StringBuilder(sql) : hidden;
        hidden.setCharAt(i, hide(c));
      }
    }
    return hidden == null ? sql : hidden.toString();
  }

  static char hide(char letter) {
    return (char) (STAND_IN + letter);
  }

  /** SQLite's message in the words of whoever typed. */
  static String show(String message) {
    var shown = new StringBuilder(message);
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (c >= STAND_IN && c < STAND_IN + 128) {
        shown.setCharAt(i, (char) (c - STAND_IN));
      }
    }
    return shown.toString();
  }

  boolean reserves(String name) {
    return !hide(name).equals(name);
  }

  private boolean reserved(String sql, int at) {
    for (String name : names) {
      if (sql.regionMatches(true, at, name, 0, name.length())) {
        return true;
      }
    }
    return false;
  }
}
