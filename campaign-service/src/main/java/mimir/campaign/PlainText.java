package mimir.campaign;

import java.nio.charset.StandardCharsets;

/** What can be kept as it was sent. */
public final class PlainText {

  /** PostgreSQL stores no NUL, and half a surrogate pair would be stored as a question mark. */
  public static boolean is(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private PlainText() {}
}
