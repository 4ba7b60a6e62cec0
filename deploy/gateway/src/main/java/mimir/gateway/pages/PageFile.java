package mimir.gateway.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the console.
 *
 * @param gzip the same, compressed once
 * @param etag of both, and so a weak one: their bytes differ
 */
record PageFile(byte[] plain, byte[] gzip, String etag) {
  private static final String WEAK = "W/";

  static PageFile of(byte[] plain) {
    return new PageFile(plain, compressed(plain), WEAK + '"' + hash(plain) + '"');
  }

  /**
   * Whether a browser has it already; compared weakly, as the tags of this header are.
   *
   * @param ifNoneMatch the header; null when there is none
   */
  boolean isHad(String ifNoneMatch) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .anyMatch(tag -> tag.equals("*") || etag.equals(tag) || etag.equals(WEAK + tag));
  }

  static byte[] compressed(byte[] plain) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new BestGzip(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String hash(byte[] plain) {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(plain);
      return HexFormat.of().formatHex(sha256, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
