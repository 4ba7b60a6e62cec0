package mimir.contracts.binaries;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Binaries under their SHA-256: 64 hexadecimal digits in lower case. */
public interface BinaryShelf {

  /** A binary, and when it was put there last. */
  record Stored(String sha256, Instant at) {}

  /** Puts the file there and takes it away from where it was; what is there already is renewed. */
  void put(Path file, String sha256) throws IOException;

  /** Those of them that are there. */
  Set<String> present(Set<String> sha256s) throws IOException;

  /**
   * @throws java.nio.file.NoSuchFileException when it is not there
   */
  InputStream open(String sha256) throws IOException;

  /** All that are there; what has another name is not of us. */
  List<Stored> list() throws IOException;

  void remove(String sha256) throws IOException;

  Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** A name goes into a path: nothing but a hash is one. */
  static String checked(String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("no SHA-256: " + sha256);
    }
    return sha256;
  }
}
