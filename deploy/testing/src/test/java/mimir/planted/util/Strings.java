package mimir.planted.util;

/** Breaks: no package is a dump. */
final class Strings {
  static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private Strings() {}
}
