package mimir.cli.output;

/**
 * Text of others as a terminal may be given it. Names of hosts, campaigns and people are chosen by
 * others: a control character in one could rewrite the screen, or type for its reader.
 */
public final class VisibleText {
  private static final int BYTE_MAX = 0xff;

  /** The same text, with everything that is no visible character written as its number. */
  public static String of(String text) {
    var visible = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              if (isHidden(character)) {
                visible.append(number(character));
              } else {
                visible.appendCodePoint(character);
              }
            });
    return visible.toString();
  }

  /** JSON that means the same: in valid JSON such characters stand in strings only. */
  public static String ofJson(String json) {
    var visible = new StringBuilder(json.length());
    for (int at = 0; at < json.length(); at++) {
      char character = json.charAt(at);
      if (!Character.isSurrogate(character) && character > '\n' && isHidden(character)) {
        visible.append("\\u%04x".formatted((int) character));
      } else {
        visible.append(character);
      }
    }
    return visible.toString();
  }

  private static boolean isHidden(int character) {
    return switch (Character.getType(character)) {
      // Formats turn the direction of writing, or show nothing at all.
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static String number(int character) {
    return character <= BYTE_MAX ? "\\x%02x".formatted(character) : "\\u{%x}".formatted(character);
  }

  private VisibleText() {}
}
