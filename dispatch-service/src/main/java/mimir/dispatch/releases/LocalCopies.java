package mimir.dispatch.releases;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import mimir.contracts.binaries.BinaryShelf;

/**
 * Binaries on this machine's disk, from where they are sent without a copy in this process. With a
 * bucket they are copies of what lies there, each fetched when it is first wanted.
 */
final class LocalCopies {
  /** A bucket that does not answer is not asked by each agent. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private static final Duration KEPT = Duration.ofHours(24);

  private final Path directory;
  private final Optional<? extends BinaryShelf> bucket;
  private final InstantSource clock;
  private final Map<String, ReentrantLock> fetching = new ConcurrentHashMap<>();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  LocalCopies(Path directory, Optional<? extends BinaryShelf> bucket, InstantSource clock) {
    this.directory = directory.toAbsolutePath();
    this.bucket = bucket;
    this.clock = clock;
  }

  private record Failure(Instant at, String why) {}

  /** Where it is, or would be. */
  Path file(String sha256) {
    return directory.resolve(BinaryShelf.checked(sha256));
  }

  @Override
  public String toString() {
    return bucket.isPresent() ? "the bucket" : directory.toString();
  }

  /**
   * Fetches it where there is a bucket and it is not here; many at once fetch it once.
   *
   * @throws NoSuchFileException when it is nowhere
   */
  void ensure(String sha256) throws IOException {
    Path file = file(sha256);
    if (bucket.isEmpty() || Files.exists(file)) {
      return;
    }
    var lock = fetching.computeIfAbsent(sha256, _ -> new ReentrantLock());
    lock.lock();
    try {
      if (!Files.exists(file)) {
        refuseAgain(sha256);
        fetch(sha256, file);
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      failures.computeIfAbsent(sha256, _ -> new Failure(clock.instant(), e.getMessage()));
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void refuseAgain(String sha256) throws IOException {
    Failure failure = failures.get(sha256);
    if (failure != null && clock.instant().isBefore(failure.at().plus(RETRY_AFTER))) {
      throw new IOException(failure.why());
    }
    failures.remove(sha256);
  }

  /** Only what hashes to its name ever gets it. */
  private void fetch(String sha256, Path file) throws IOException {
    Path incoming = Files.createDirectories(directory.resolve("incoming"));
    Path part = incoming.resolve(UUID.randomUUID().toString());
    try {
      MessageDigest digest = digest();
      try (InputStream in = new DigestInputStream(bucket.orElseThrow().open(sha256), digest);
          var channel =
              FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        in.transferTo(Channels.newOutputStream(channel));
        channel.force(true);
      }
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(sha256)) {
        throw new IOException("the bucket's %s hashes to %s".formatted(sha256, found));
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Removes copies that nobody will want; a directory of its own is not this service's to tidy. */
  void tidy(Set<String> wanted) throws IOException {
    if (bucket.isEmpty() || !Files.isDirectory(directory)) {
      return;
    }
    Instant before = clock.instant().minus(KEPT);
    try (var files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (BinaryShelf.SHA256.matcher(name).matches()
            && !wanted.contains(name)
            && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
