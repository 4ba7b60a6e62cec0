package mimir.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys that servers gave to the hosts of a fleet, kept in a file so that a restarted fleet is
 * the same hosts. Each key is on disk before its host goes on; the last line for a host counts.
 */
final class NodeKeys implements AutoCloseable {

  private static final String HEAD = "# seed ";

  private final Map<Integer, String> keys = new TreeMap<>();
  private final Writer file;

  private NodeKeys(Writer file) {
    this.file = file;
  }

  /** Without a directory keys are forgotten with the fleet. */
  static NodeKeys open(Optional<Path> directory, long seed) {
    if (directory.isEmpty()) {
      return new NodeKeys(Writer.nullWriter());
    }
    Path path = directory.get().resolve("node-keys.tsv");
    try {
      Files.createDirectories(directory.get());
      Map<Integer, String> kept = Files.exists(path) ? read(path, seed) : Map.of();
      NodeKeys opened = new NodeKeys(rewritten(path, seed, kept));
      opened.keys.putAll(kept);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep node keys in " + path, e);
    }
  }

  private static Map<Integer, String> read(Path path, long seed) throws IOException {
    List<String> lines = Files.readAllLines(path);
    if (lines.isEmpty() || !lines.getFirst().equals(HEAD + seed)) {
      throw new IllegalArgumentException(
          path
              + " belongs to a fleet of another seed than "
              + seed
              + ": "
              + lines.stream().findFirst().orElse("it is empty"));
    }
    Map<Integer, String> kept = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int tab = line.indexOf('\t');
      // A line without its tab is one that a crash cut short.
      if (tab > 0) {
        kept.put(Integer.parseInt(line.substring(0, tab)), line.substring(tab + 1));
      }
    }
    return kept;
  }

  /** Drops the lines that later ones replaced, in one step, and goes on at the end. */
  private static Writer rewritten(Path path, long seed, Map<Integer, String> kept)
      throws IOException {
    Path next = path.resolveSibling("node-keys.tsv.next");
    Files.deleteIfExists(next);
    if (Files.getFileStore(path.getParent()).supportsFileAttributeView("posix")) {
      // A node key is a credential of its host.
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    StringBuilder text = new StringBuilder(HEAD).append(seed).append('\n');
    kept.forEach((number, key) -> text.append(number).append('\t').append(key).append('\n'));
    Files.writeString(next, text);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return Files.newBufferedWriter(path, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  synchronized Optional<String> of(int host) {
    return Optional.ofNullable(keys.get(host));
  }

  synchronized void put(int host, String key) {
    keys.put(host, key);
    try {
      file.write(host + "\t" + key + "\n");
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the node key of host " + host, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
