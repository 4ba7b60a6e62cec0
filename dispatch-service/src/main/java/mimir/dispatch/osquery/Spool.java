package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import mimir.dispatch.DispatchLimits;
import org.jboss.logging.Logger;

/**
 * Where bodies of writes and logs wait until they are answered: small ones in memory, others in
 * files that have no name, each under a bound for all. What is over the bound of the memory goes to
 * a file; what is over the bound of the files is refused.
 *
 * <p>Who shows no node key before the body may be anybody, so that all of those together get half
 * of the files' bound: strangers cannot keep hosts from answering.
 */
@ApplicationScoped
class Spool {
  private static final Logger LOG = Logger.getLogger(Spool.class);

  /** An answer of some hundred rows; larger ones are rare, and a file costs little beside them. */
  static final int IN_MEMORY_MAX = 64 * 1024;

  private static final long MEMORY_MAX = 16L << 20;
  private static final String PREFIX = "mimir-write-";

  private final AtomicLong memoryHeld = new AtomicLong();
  private final AtomicLong filesHeld = new AtomicLong();
  private final AtomicLong strangersHeld = new AtomicLong();
  private final Path directory;
  private final long filesMax;

  Spool(DispatchLimits limits, MeterRegistry metrics) {
    this.directory =
        limits.agentSpoolDirectory().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
    this.filesMax = limits.agentSpoolMaxBytes();
    metrics.gauge("mimir.dispatch.spool.memory.bytes", memoryHeld);
    metrics.gauge("mimir.dispatch.spool.file.bytes", filesHeld);
  }

  /** A crash between the making of a file and the removal of its name leaves one behind. */
  void start(@Observes StartupEvent event) throws IOException {
    Files.createDirectories(directory);
    try (var leftovers = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path leftover : leftovers) {
        LOG.infof("removing %s", leftover);
        Files.deleteIfExists(leftover);
      }
    }
  }

  /**
   * @param stranger whose body: somebody who has shown no node key yet
   */
  SpooledBody body(boolean stranger) {
    return new SpooledBody(this, stranger);
  }

  /** False when the memory is used up. */
  boolean holdMemory(long bytes) {
    return hold(memoryHeld, bytes, MEMORY_MAX);
  }

  void freeMemory(long bytes) {
    memoryHeld.addAndGet(-bytes);
  }

  /** False when the files are. */
  boolean holdFile(long bytes, boolean stranger) {
    if (stranger && !hold(strangersHeld, bytes, filesMax / 2)) {
      return false;
    }
    if (hold(filesHeld, bytes, filesMax)) {
      return true;
    }
    if (stranger) {
      strangersHeld.addAndGet(-bytes);
    }
    return false;
  }

  void freeFile(long bytes, boolean stranger) {
    filesHeld.addAndGet(-bytes);
    if (stranger) {
      strangersHeld.addAndGet(-bytes);
    }
  }

  private static boolean hold(AtomicLong held, long bytes, long max) {
    if (held.addAndGet(bytes) <= max) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** Readable by nobody else, and gone with the process, however that ends. */
  FileChannel file() throws IOException {
    Path path = directory.resolve(PREFIX + UUID.randomUUID());
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.deleteIfExists(path);
    return channel;
  }
}
