package mimir.ingest.matching;

import java.util.Locale;

/** Paths as Windows has them: either separator, and no case. */
final class WindowsPath {

  /** Whether a path is one: it begins with a drive or with two backslashes. */
  static boolean is(String path) {
    return path.startsWith("\\\\")
        || (path.length() >= 2
            && path.charAt(1) == ':'
            && Character.isLetter(path.charAt(0))
            && (path.length() == 2 || path.charAt(2) == '\\' || path.charAt(2) == '/'));
  }

  static int lastSeparator(String path) {
    return Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
  }

  /** The same for paths that Windows takes for the same. */
  static String folded(String path) {
    return path.replace('/', '\\').toLowerCase(Locale.ROOT);
  }

  private WindowsPath() {}
}
