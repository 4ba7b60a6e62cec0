package mimir.fleet.update;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** The osqueryd that an agent runs underneath; started again when it ends. */
public final class OsqueryDaemon implements AutoCloseable {
  private static final Duration STOP_MAX = Duration.ofSeconds(10);
  private static final Duration VERSION_MAX = Duration.ofSeconds(20);

  private static final long LOG_BYTES_MAX = 1 << 20;
  private static final int LAST_WORDS_MAX = 200;
  private static final Pattern PID = Pattern.compile("\\d{1,10}");

  private final Path binary;
  private final List<String> arguments;
  private final Path log;
  private final Path note;
  private Process process;
  private long saidBefore;

  /**
   * @param log gets its output; begun anew when it is large
   */
  public OsqueryDaemon(Path binary, List<String> arguments, Path log) {
    this.binary = binary;
    this.arguments = List.copyOf(arguments);
    this.log = log;
    this.note = binary.resolveSibling(binary.getFileName() + ".running");
  }

  /** Starts it where it does not run. */
  public synchronized void ensureRunning() throws IOException {
    if (process == null) {
      endOrphan();
    }
    if (process == null || !process.isAlive()) {
      var command = new ArrayList<String>();
      command.add(binary.toString());
      command.addAll(arguments);
      if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
        Files.delete(log);
      }
      saidBefore = Files.exists(log) ? Files.size(log) : 0;
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      Files.writeString(note, process.pid() + " " + startOf(process.toHandle()));
    }
  }

  /**
   * An agent that is killed leaves its osqueryd: a second one beside it would find its database
   * locked, and look like a bad build.
   */
  private void endOrphan() throws IOException {
    if (!Files.exists(note)) {
      return;
    }
    String[] left = Files.readString(note).strip().split(" ", -1);
    if (left.length == 2 && PID.matcher(left[0]).matches()) {
      ProcessHandle.of(Long.parseLong(left[0]))
          // Its number may be another's by now.
          .filter(orphan -> startOf(orphan).equals(left[1]))
          .ifPresent(OsqueryDaemon::end);
    }
    Files.delete(note);
  }

  private static void end(ProcessHandle orphan) {
    orphan.destroy();
    try {
      orphan.onExit().get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      orphan.destroyForcibly();
      orphan.onExit().join();
    }
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
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

  /** The end of what it has said since its start; empty when it has said nothing. */
  String lastWords() {
    try (var file = FileChannel.open(log)) {
      long from = Math.max(saidBefore, file.size() - LAST_WORDS_MAX);
      var words = ByteBuffer.allocate((int) Math.max(0, file.size() - from));
      file.read(words, from);
      return new String(words.array(), 0, words.position(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
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
