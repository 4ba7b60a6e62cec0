package mimir.fleet.update;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
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
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return memory;
  }

  Optional<Instant> due(UpdateOffer offer) {
    return at(DUE, offer);
  }

  Optional<Instant> failed(UpdateOffer offer) {
    return at(FAILED, offer);
  }

  /** Of one offer at a time: another one takes its place. */
  void waits(UpdateOffer offer, Instant due) {
    values.keySet().removeIf(key -> ((String) key).startsWith(DUE));
    put(DUE, offer, due);
  }

  void fails(UpdateOffer offer, Instant at) {
    values.clear();
    put(FAILED, offer, at);
  }

  void installed() {
    if (!values.isEmpty()) {
      values.clear();
      write();
    }
  }

  private Optional<Instant> at(String kind, UpdateOffer offer) {
    return Optional.ofNullable(values.getProperty(kind + offer.signature())).map(Instant::parse);
  }

  private void put(String kind, UpdateOffer offer, Instant at) {
    values.setProperty(kind + offer.signature(), at.toString());
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
      Files.move(
          next, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
