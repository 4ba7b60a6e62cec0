package mimir.contracts.binaries;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A directory; files come into it by a rename. */
public final class DirectoryShelf implements BinaryShelf {
  private final Path directory;
  private final InstantSource clock;

  public DirectoryShelf(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public void put(Path file, String sha256) throws IOException {
    // Of what is there already the age begins anew: nobody removes it before a release names it.
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    Files.move(file, file(sha256), StandardCopyOption.ATOMIC_MOVE);
    try (var parent = FileChannel.open(directory)) {
      parent.force(true);
    }
  }

  @Override
  public Set<String> present(Set<String> sha256s) {
    return sha256s.stream()
        .filter(sha256 -> Files.isRegularFile(file(sha256)))
        .collect(Collectors.toSet());
  }

  @Override
  public InputStream open(String sha256) throws IOException {
    return Files.newInputStream(file(sha256));
  }

  @Override
  public List<Stored> list() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    var stored = new ArrayList<Stored>();
    try (var files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
      for (Path file : files) {
        stored(file).ifPresent(stored::add);
      }
    }
    return stored;
  }

  private static Optional<Stored> stored(Path file) throws IOException {
    String name = file.getFileName().toString();
    try {
      return SHA256.matcher(name).matches()
          ? Optional.of(new Stored(name, Files.getLastModifiedTime(file).toInstant()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      // Somebody else has removed it meanwhile.
      return Optional.empty();
    }
  }

  @Override
  public void remove(String sha256) throws IOException {
    Files.deleteIfExists(file(sha256));
  }

  private Path file(String sha256) {
    return directory.resolve(BinaryShelf.checked(sha256));
  }
}
