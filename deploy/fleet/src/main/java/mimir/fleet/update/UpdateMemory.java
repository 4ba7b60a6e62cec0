package mimir.fleet.update;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;

/**
 * What an agent must not forget between two starts: when the wait for an offer ends, else a laptop
 * that is closed every night would wait for ever, and what has failed and when.
 */
public final class UpdateMemory {
  private static final String DUE = "due.";
  private static final String FAILED = "failed.";

  private final Optional<Path> file;
  private final Properties values = new Properties();

  private UpdateMemory(Optional<Path> file) {
    this.file = file;
  }

  /**
   * @param file none is forgotten with the process
   */
  public static UpdateMemory open(Optional<Path> file) {
    var memory = new UpdateMemory(file);
    if (file.filter(Files::exists).isPresent()) {
      try (Reader in = Files.newBufferedReader(file.get())) {
        memory.values.load(in);
      } catch (IllegalArgumentException | MalformedInputException e) {
        // What cannot be read is forgotten: an offer waits once more.
        memory.values.clear();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return memory;
  }

  Optional<Instant> due(String version) {
    return at(DUE, version);
  }

  Optional<Instant> failed(String version) {
    return at(FAILED, version);
  }

  /** Of one offer at a time: another one takes its place. */
  void waits(String version, Instant due) {
    values.keySet().removeIf(key -> ((String) key).startsWith(DUE));
    put(DUE, version, due);
  }

  void fails(String version, Instant at) {
    values.clear();
    put(FAILED, version, at);
  }

  void installed() {
    if (!values.isEmpty()) {
      values.clear();
      write();
    }
  }

  private Optional<Instant> at(String kind, String version) {
    try {
      return Optional.ofNullable(values.getProperty(kind + version)).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private void put(String kind, String version, Instant at) {
    values.setProperty(kind + version, at.toString());
    write();
  }

  private void write() {
    if (file.isEmpty()) {
      return;
    }
    Path next = file.get().resolveSibling(file.get().getFileName() + ".next");
    try {
      try (Writer out = Files.newBufferedWriter(next)) {
        values.store(out, null);
      }
      try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          next, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
