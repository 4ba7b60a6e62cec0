package mimir.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One stack per data folder. The operating system releases it, whatever ends the process. */
final class StackLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private StackLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  static Optional<StackLock> take(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      var lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new StackLock(channel, lock));
      }
    } catch (OverlappingFileLockException e) {
      // This very process holds it.
    }
    channel.close();
    return Optional.empty();
  }

  static boolean isTaken(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (var mine = take(file).orElse(null)) {
      return mine == null;
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
