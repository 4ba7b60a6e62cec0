package mimir.gateway.routing;

import java.util.Optional;

/**
 * A request's path and query in their only accepted spelling. Refused is what two readers could
 * read in two ways: path parameters, empty and dot segments, backslashes, control characters, and
 * percent signs before anything that needs none, or that is a separator.
 *
 * @param query with its question mark, or empty
 */
record PlainAddress(String path, String query) {
  private static final int LENGTH_MAX = 4_096;

  // Encoded, these are refused as separators or as what would be decoded once more.
  private static final String NEVER_ENCODED = "/\\;.%?#";

  static Optional<PlainAddress> of(String target) {
    if (target == null || target.length() > LENGTH_MAX || !target.startsWith("/")) {
      return Optional.empty();
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark);
    return isPlain(path) && query.chars().allMatch(c -> isVisible(c) && c != '#')
        ? Optional.of(new PlainAddress(path, query))
        : Optional.empty();
  }

  String target() {
    return path + query;
  }

  private static boolean isPlain(String path) {
    if (path.contains("//")) {
      return false;
    }
    for (String segment : path.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        if (!isNeededEscape(path, i)) {
          return false;
        }
        i += 2;
      } else if (!isVisible(c) || c == ';' || c == '\\' || c == '#') {
        return false;
      }
    }
    return true;
  }

  private static boolean isNeededEscape(String path, int at) {
    if (at + 2 >= path.length()) {
      return false;
    }
    int high = Character.digit(path.charAt(at + 1), 16);
    int low = Character.digit(path.charAt(at + 2), 16);
    if (high < 0 || low < 0) {
      return false;
    }
    int value = high * 16 + low;
    boolean unreserved =
        value < 0x80 && (Character.isLetterOrDigit(value) || "-_~".indexOf(value) >= 0);
    return value > 0x1f && value != 0x7f && !unreserved && NEVER_ENCODED.indexOf(value) < 0;
  }

  private static boolean isVisible(int c) {
    return c > 0x20 && c < 0x7f;
  }
}
