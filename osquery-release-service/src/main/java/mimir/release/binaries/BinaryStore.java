package mimir.release.binaries;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.binaries.BinaryShelf;
import mimir.contracts.binaries.DirectoryShelf;
import mimir.contracts.binaries.S3Shelf;
import mimir.release.ReleaseLimits;
import org.jboss.logging.Logger;

/** Receives binaries and keeps them on a shelf; what is under way lies in a directory. */
@ApplicationScoped
public class BinaryStore {
  /** Longer than any upload takes, and any register that names what was just stored. */
  static final Duration LEFT_OVER_AFTER = Duration.ofHours(24);

  private static final Logger LOG = Logger.getLogger(BinaryStore.class);
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path directory;
  private final BinaryShelf shelf;
  private final long bytesMax;
  private final InstantSource clock;

  BinaryStore(ReleaseLimits limits, InstantSource clock) {
    this.directory = limits.releaseStore().toAbsolutePath();
    this.shelf =
        limits
            .releaseBucket()
            .<BinaryShelf>map(
                bucket ->
                    S3Shelf.of(
                        bucket, limits.releaseBucketEndpoint(), limits.releaseBucketRegion()))
            .orElseGet(() -> new DirectoryShelf(directory, clock));
    this.bytesMax = limits.releaseBinaryMax().asLongValue();
    this.clock = clock;
  }

  /** What was received, and is not kept yet. */
  public record Received(Path file, String sha256, long bytes) {}

  /**
   * Streams it to the disk; the caller keeps or discards it.
   *
   * @throws Refused TOO_LARGE, and then nothing is left
   */
  public Received receive(InputStream binary) throws IOException {
    Files.createDirectories(incoming());
    Path file = incoming().resolve(UUID.randomUUID().toString());
    boolean received = false;
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      MessageDigest digest = sha256();
      byte[] buffer = new byte[BUFFER_BYTES];
      long bytes = 0;
      int read;
      while ((read = binary.read(buffer)) >= 0) {
        bytes += read;
        if (bytes > bytesMax) {
          throw new Refused(
              ErrorCode.TOO_LARGE, "The binary has more than %,d bytes.".formatted(bytesMax));
        }
        digest.update(buffer, 0, read);
        var chunk = ByteBuffer.wrap(buffer, 0, read);
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
      }
      channel.force(true);
      received = true;
      return new Received(file, HexFormat.of().formatHex(digest.digest()), bytes);
    } finally {
      if (!received) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** From here on it is found under its hash, also after a crash. */
  public void keep(Received received) throws IOException {
    shelf.put(received.file(), received.sha256());
  }

  public void discard(Received received) throws IOException {
    Files.deleteIfExists(received.file());
  }

  public boolean has(String sha256) {
    return !present(Set.of(sha256)).isEmpty();
  }

  /**
   * Those of them that are kept.
   *
   * @throws Refused UPSTREAM_UNAVAILABLE when the store does not say
   */
  public Set<String> present(Set<String> sha256s) {
    try {
      return shelf.present(sha256s);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private static Refused unavailable(IOException e) {
    LOG.errorf(e, "the store of binaries");
    return new Refused(
        ErrorCode.UPSTREAM_UNAVAILABLE, "The store of binaries does not answer: try again later.");
  }

  /** Whether the bytes that are kept are those; false also when there are none. */
  public boolean verifies(String sha256) {
    try (var binary = shelf.open(sha256)) {
      MessageDigest digest = sha256();
      byte[] buffer = new byte[BUFFER_BYTES];
      int read;
      while ((read = binary.read(buffer)) >= 0) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest()).equals(sha256);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Removes what is old and nobody's: uploads that a crash has cut, binaries without a release. */
  public void sweep(Set<String> named) throws IOException {
    Instant before = clock.instant().minus(LEFT_OVER_AFTER);
    Files.createDirectories(incoming());
    try (var uploads = Files.newDirectoryStream(incoming())) {
      for (Path upload : uploads) {
        remove(upload, before);
      }
    }
    for (BinaryShelf.Stored stored : shelf.list()) {
      if (!named.contains(stored.sha256()) && stored.at().isBefore(before)) {
        shelf.remove(stored.sha256());
        LOG.infof("removed from the store: %s", stored.sha256());
      }
    }
  }

  private static void remove(Path file, Instant before) throws IOException {
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
        Files.deleteIfExists(file);
        LOG.infof("removed from the store: %s", file.getFileName());
      }
    } catch (NoSuchFileException e) {
      LOG.debugf("somebody else has removed %s", file.getFileName());
    }
  }

  private Path incoming() {
    return directory.resolve("incoming");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
