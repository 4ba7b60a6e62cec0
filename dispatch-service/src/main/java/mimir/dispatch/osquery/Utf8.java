package mimir.dispatch.osquery;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes that should be UTF-8: osquery passes file names on as the bytes that they are. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  /** Null when the bytes are none, by the strict rules and not by a parser's. */
  static String text(byte[] bytes) {
    boolean ascii = true;
    for (byte each : bytes) {
      ascii &= each >= 0;
    }
    if (ascii) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** How many bytes more there are when those that are no UTF-8 have become U+FFFD. */
  static int growth(byte[] bytes) {
    return text(bytes) != null
        ? 0
        : new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8).length
            - bytes.length;
  }

  /** How often U+FFFD is in the text. */
  static int replacements(String text) {
    int count = 0;
    for (int at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 1)) {
      count++;
    }
    return count;
  }

  /** How often U+FFFD is in the bytes. */
  static int replacements(byte[] bytes) {
    int count = 0;
    for (int at = 2; at < bytes.length; at++) {
      if (bytes[at - 2] == (byte) 0xEF
          && bytes[at - 1] == (byte) 0xBF
          && bytes[at] == (byte) 0xBD) {
        count++;
      }
    }
    return count;
  }

  /**
   * The same bytes with a question mark for each that is no ASCII. What JSON is made of is all
   * ASCII, so that a parser finds everything at its place.
   */
  static InputStream onlyAscii(InputStream bytes) {
    return new FilterInputStream(bytes) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int n = super.read(target, offset, length);
        for (int at = offset; at < offset + n; at++) {
          target[at] = target[at] < 0 ? (byte) '?' : target[at];
        }
        return n;
      }
    };
  }

  private Utf8() {}
}
