package mimir.dispatch.osquery;

/** A cell as it can be kept: neither PostgreSQL nor JSON takes a NUL or half a surrogate pair. */
final class Cell {
  private static final char REPLACEMENT = '\uFFFD';

  /** How many characters {@link #clean} would replace. */
  static int dirt(String text) {
    int dirt = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0' || (Character.isSurrogate(c) && !paired(text, i))) {
        dirt++;
      }
    }
    return dirt;
  }

  /** Each NUL and each lone surrogate becomes U+FFFD. */
  static String clean(String text) {
    if (dirt(text) == 0) {
      return text;
    }
    var clean = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0' || (Character.isSurrogate(c) && !paired(text, i))) {
        clean.setCharAt(i, REPLACEMENT);
      }
    }
    return clean.toString();
  }

  private static boolean paired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  private Cell() {}
}
