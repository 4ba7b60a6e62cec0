package mimir.cli.release;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import mimir.cli.output.Failed;

/** An osqueryd on this machine's disk; it is read in pieces, however large it is. */
record Binary(Path path, long bytes) {
  private static final int PIECE_BYTES = 256 * 1024;

  /** Slower than this, an upload is given up. */
  private static final long BYTES_PER_SECOND_MIN = 64 * 1024;

  static Binary at(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        throw Failed.input("There is no file " + path + ".");
      }
      long bytes = Files.size(path);
      if (bytes == 0) {
        throw Failed.input(path + " is empty.");
      }
      return new Binary(path, bytes);
    } catch (IOException e) {
      throw Failed.input("Cannot read " + path + ".", e);
    }
  }

  /** The server would refuse it too, but only when it has all of it. */
  void mustBe(SignedManifest manifest) {
    String actual = sha256();
    if (!actual.equals(manifest.sha256())) {
      throw Failed.input(
          "%s is not what was signed: its SHA-256 is %s, and %s says %s. Nothing was sent."
              .formatted(path, actual, manifest.path(), manifest.sha256()));
    }
  }

  private String sha256() {
    try (InputStream in = Files.newInputStream(path)) {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw Failed.input("Cannot read " + path + ".", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The form of the API: the fields first, then the part {@code binary}. */
  BodyPublisher form(Map<String, String> fields, String boundary) {
    var head = new StringBuilder();
    fields.forEach(
        (name, value) ->
            head.append(
                "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                    .formatted(boundary, name, value)));
    head.append(
        """
        --%s\r
        Content-Disposition: form-data; name="binary"; filename="osqueryd"\r
        Content-Type: application/octet-stream\r
        \r
        """
            .formatted(boundary));
    try {
      return BodyPublishers.concat(
          BodyPublishers.ofByteArray(head.toString().getBytes(StandardCharsets.UTF_8)),
          BodyPublishers.ofFile(path),
          BodyPublishers.ofByteArray(
              "\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8)));
    } catch (FileNotFoundException e) {
      throw Failed.input("Cannot read " + path + ".", e);
    }
  }

  /** How long sending it may take. */
  Duration sending() {
    return Duration.ofSeconds(bytes / BYTES_PER_SECOND_MIN);
  }
}
