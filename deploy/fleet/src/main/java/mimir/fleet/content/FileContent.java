package mimir.fleet.content;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import mimir.fleet.tables.Cells;

/**
 * The hashes of a file's content. The content of a catalogue's file is the text "path@version": the
 * same version of a program has the same hashes on every host, and nobody has to store a byte.
 */
record FileContent(String md5, String sha1, String sha256) {

  static FileContent of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new FileContent(digest("MD5", bytes), digest("SHA-1", bytes), digest("SHA-256", bytes));
  }

  Map<String, Object> row(String path, String directory) {
    return Cells.of(
        "path", path, "directory", directory, "md5", md5, "sha1", sha1, "sha256", sha256);
  }

  private static String digest(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
