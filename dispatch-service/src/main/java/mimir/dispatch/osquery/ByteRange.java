package mimir.dispatch.osquery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that is asked for (RFC 9110, 14.2). Several parts at once are not served so:
 * whoever asks for them gets the whole file, as that says it may be.
 *
 * @param from first byte, from 0
 * @param to last byte
 */
record ByteRange(long from, long to) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** What a header asks for. */
  sealed interface Asked {
    /** All of it. */
    record Whole() implements Asked {}

    record Part(ByteRange range) implements Asked {}

    /** Nothing that there is. */
    record Nothing() implements Asked {}
  }

  long length() {
    return to - from + 1;
  }

  /**
   * @param header null for none
   * @param bytes of the whole file
   */
  static Asked of(String header, long bytes) {
    Matcher range = RANGE.matcher(header == null ? "" : header);
    if (!range.matches()) {
      return new Asked.Whole();
    }
    boolean hasFrom = !range.group(1).isEmpty();
    boolean hasTo = !range.group(2).isEmpty();
    if (!hasFrom && !hasTo) {
      return new Asked.Whole();
    }
    long last = bytes - 1;
    long from = hasFrom ? Long.parseLong(range.group(1)) : bytes - Long.parseLong(range.group(2));
    long to = hasFrom && hasTo ? Math.min(last, Long.parseLong(range.group(2))) : last;
    if (hasFrom && hasTo && Long.parseLong(range.group(2)) < from) {
      return new Asked.Whole();
    }
    from = Math.max(0, from);
    return from > last ? new Asked.Nothing() : new Asked.Part(new ByteRange(from, to));
  }
}
