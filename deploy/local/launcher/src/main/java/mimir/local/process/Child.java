package mimir.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running process that ends with this one. Its standard input is an open pipe that nobody writes
 * to: a child may watch it for end of file.
 */
public final class Child {
  /** A log that has grown beyond this is set aside once, at the next start. */
  private static final long LOG_BYTES_MAX = 16L << 20;

  private final ChildSpec spec;
  private final Process process;
  private final long logStart;

  private Child(ChildSpec spec, Process process, long logStart) {
    this.spec = spec;
    this.process = process;
    this.logStart = logStart;
  }

  public static Child start(ChildSpec spec) throws IOException, InterruptedException {
    var log = spec.log();
    Files.createDirectories(log.toAbsolutePath().getParent());
    if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    var logStart = Files.exists(log) ? Files.size(log) : 0;
    var builder = new ProcessBuilder(Isolation.wrap(spec.command(), spec.stopSignal()));
    builder.environment().putAll(spec.environment());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new Child(spec, Forker.start(builder), logStart);
  }

  public String name() {
    return spec.name();
  }

  public Path log() {
    return spec.log();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code; a process ended by signal n has 128 + n. */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** The last lines that this run of the child wrote. */
  public List<String> lastLines() {
    return LogTail.of(spec.log(), logStart);
  }

  /** The failure that a wait reports when this child has died. */
  public PartFailed failure(String reason) {
    return new PartFailed(name(), reason, log(), lastLines());
  }

  /** Asks it to end; returns at once. */
  public void askToStop() {
    if (process.isAlive()) {
      spec.stopSignal().send(process.pid());
    }
  }

  /** Waits for its end, and kills it when that takes too long. */
  public void awaitStop(Duration grace) throws InterruptedException {
    if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
  }
}
