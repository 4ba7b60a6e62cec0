package mimir.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an earlier run left in the cluster's folder: a server that lost its launcher, or a lock file
 * whose process id now belongs to some other program, which would stop the server from starting.
 */
final class LeftoverServer {
  private static final Duration END_MAX = Duration.ofSeconds(20);

  private LeftoverServer() {}

  /** The caller holds the stack's lock, so no living launcher owns that server. */
  static void end(Path cluster) throws IOException, InterruptedException {
    var lock = cluster.resolve("postmaster.pid");
    if (!Files.exists(lock)) {
      return;
    }
    var pid = Long.parseLong(Files.readAllLines(lock).getFirst().strip());
    var process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isPresent() && isServerOf(process.get(), cluster)) {
      new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
      try {
        process.get().onExit().get(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("PostgreSQL, process " + pid + ", does not leave " + cluster, e);
      }
      return;
    }
    Files.deleteIfExists(lock);
  }

  private static boolean isServerOf(ProcessHandle process, Path cluster) {
    var what = process.info();
    return what.command().orElse("").endsWith("/bin/postgres")
        && (what.arguments().isEmpty()
            || String.join(" ", what.arguments().get()).contains(cluster.toString()));
  }
}
