package mimir.fleet.tables;

/** The operating systems osquery tells apart, each with the bit mask it enrols with. */
public enum Platform {
  LINUX(9, 'l'),
  DARWIN(21, 'd'),
  WINDOWS(2, 'w');

  private final int mask;
  private final char letter;

  Platform(int mask, char letter) {
    this.mask = mask;
    this.letter = letter;
  }

  /** What enrolment calls {@code platform_type}, as a number. */
  public int mask() {
    return mask;
  }

  char letter() {
    return letter;
  }

  /** The platform this JVM runs on; a Unix that is neither is taken for Linux. */
  public static Platform ofThisMachine() {
    String name = System.getProperty("os.name", "").toLowerCase(java.util.Locale.ROOT);
    if (name.contains("win")) {
      return WINDOWS;
    }
    return name.contains("mac") ? DARWIN : LINUX;
  }
}
