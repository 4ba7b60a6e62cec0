package mimir.ingest.columns;

/**
 * What PostgreSQL and JSON take of a text: dispatch-service has replaced the rest already,
 * and one answer from elsewhere must not hold up the others.
 */
public final class StorableText {
  private static final char REPLACEMENT = '\uFFFD';

  /** The same text when there is nothing to replace: each NUL and each half of a pair. */
  public static String of(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == '\0' || Character.isSurrogate(c)) {
        clean = clean == null ? new StringBuilder(text) : clean;
        clean.setCharAt(i, REPLACEMENT);
      }
    }
    return clean == null ? text : clean.toString();
  }

  private StorableText() {}
}
