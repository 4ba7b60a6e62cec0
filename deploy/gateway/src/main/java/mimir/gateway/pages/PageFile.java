package mimir.gateway.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the console.
 *
 * @param gzip the same, compressed once
 * @param etag quoted
 */
record PageFile(byte[] plain, byte[] gzip, String etag) {

  static PageFile of(byte[] plain) {
    return new PageFile(plain, compressed(plain), '"' + hash(plain) + '"');
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
