package mimir.fleet.update;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The osqueryd that an agent runs underneath; started again when it ends. */
public final class OsqueryDaemon implements AutoCloseable {
  private static final Duration STOP_MAX = Duration.ofSeconds(10);
  private static final Duration VERSION_MAX = Duration.ofSeconds(20);

  private final Path binary;
  private final List<String> arguments;
  private final Path log;
  private Process process;

  /**
   * @param log gets its output, from its beginning with each start
   */
  public OsqueryDaemon(Path binary, List<String> arguments, Path log) {
    this.binary = binary;
    this.arguments = List.copyOf(arguments);
    this.log = log;
  }

  /** Starts it where it does not run. */
  public synchronized void ensureRunning() throws IOException {
    if (process == null || !process.isAlive()) {
      var command = new ArrayList<String>();
      command.add(binary.toString());
      command.addAll(arguments);
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    }
  }

  /** Ends it, by force when it does not end by itself. */
  public synchronized void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      process = null;
    }
  }

  /** The exit code of a daemon that ended within the time; none when it still runs then. */
  Optional<Integer> endsWithin(Duration time) throws InterruptedException {
    Process running;
    synchronized (this) {
      running = process;
    }
    return running.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(running.exitValue())
        : Optional.empty();
  }

  /**
   * What a binary says that it is: {@code osqueryd version 5.23.0}.
   *
   * @throws IOException when it does not say, or does not run
   */
  static String version(Path binary) throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(binary.toString(), "--version").redirectErrorStream(true).start();
    try (var out = asked.inputReader()) {
      // What hangs says nothing, and what says too much is not osquery.
      if (!asked.waitFor(VERSION_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("it does not say its version within " + VERSION_MAX);
      }
      String line = Optional.ofNullable(out.readLine()).orElse("").strip();
      String[] words = line.split(" ", -1);
      if (asked.exitValue() != 0 || words.length < 3 || !words[1].equals("version")) {
        throw new IOException(
            "asked for its version it exits with %d and says: %s"
                .formatted(asked.exitValue(), line.substring(0, Math.min(line.length(), 80))));
      }
      return words[words.length - 1];
    } finally {
      asked.destroyForcibly();
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
