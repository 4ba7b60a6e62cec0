package mimir.fleet.update;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An osqueryd that is a file of this machine. Beside it lie: {@code osqueryd.old}, the one that ran
 * before; {@code osqueryd.<hash>.part}, a download; and for as long as one is being installed, for
 * an agent that dies meanwhile, {@code osqueryd.installing}, its version, and {@code
 * osqueryd.before}, what it takes the place of.
 */
public final class BinaryInstallation implements Installation {
  private static final int HASH_DIGITS = 16;
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1,64}");
  private static final String MODE = "rwxr-xr-x";

  private final Path binary;
  private final OsqueryDaemon daemon;
  private final Duration proven;

  /**
   * @param proven a new osqueryd that still runs after so long is a good one
   */
  public BinaryInstallation(Path binary, OsqueryDaemon daemon, Duration proven) {
    this.binary = binary.toAbsolutePath();
    this.daemon = daemon;
    this.proven = proven;
  }

  @Override
  public String version() {
    try {
      return OsqueryDaemon.version(binary);
    } catch (IOException e) {
      throw new UncheckedIOException(binary + " is no osqueryd: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * What an agent that died while it installed has left behind, finished or undone now. Comes
   * before anything else: the osqueryd that is there may not even say its version.
   *
   * @throws UncheckedIOException when the old one cannot be put back; the next start tries again
   */
  public Optional<Outcome> recover() throws InterruptedException {
    String installing;
    try {
      installing = Files.readString(beside("installing")).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!VERSION.matcher(installing).matches()) {
      // It died while it wrote the note, before anything was touched.
      forgetNote();
      return Optional.empty();
    }
    try {
      if (!OsqueryDaemon.version(binary).equals(installing)) {
        // What is there is the old one still, or again.
        Files.deleteIfExists(beside("before"));
        return Optional.of(
            Outcome.failed(installing, "the agent ended before it knew how the new one does"));
      }
      prove(installing);
      return Optional.of(Outcome.installed(installing));
    } catch (InstallFailed | IOException e) {
      try {
        goBack();
      } catch (IOException failed) {
        throw new UncheckedIOException("the old osqueryd cannot be put back", failed);
      }
      return Optional.of(
          Outcome.failed(installing, String.valueOf(e.getMessage()) + "; the old one runs again"));
    }
  }

  @Override
  public Path download(String sha256) throws IOException {
    Path file = beside(sha256.substring(0, HASH_DIGITS) + ".part");
    try (var others =
        Files.newDirectoryStream(binary.getParent(), binary.getFileName() + ".*.part")) {
      for (Path other : others) {
        if (!other.equals(file)) {
          Files.delete(other);
        }
      }
    }
    return file;
  }

  @Override
  public void install(Path verified, String version) throws InstallFailed, InterruptedException {
    try {
      if (Files.getFileStore(verified).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(verified, PosixFilePermissions.fromString(MODE));
      }
      force(verified);
      String says = OsqueryDaemon.version(verified);
      if (!says.equals(version)) {
        Files.delete(verified);
        throw new InstallFailed("the binary says that it is version " + says);
      }
      if (Files.exists(beside("before"))) {
        throw new InstallFailed("an earlier one could not be undone: start the agent again");
      }
      write(beside("installing"), version);
      named(binary, beside("before"));
    } catch (IOException e) {
      throw new InstallFailed("it could not be put in place: " + e.getMessage(), e);
    }
    try {
      Files.move(
          verified, binary, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceDirectory();
      daemon.stop();
      prove(version);
    } catch (InstallFailed | IOException e) {
      throw new InstallFailed(e.getMessage() + "; " + wentBack(), e);
    }
  }

  private String wentBack() throws InterruptedException {
    try {
      goBack();
      return "the old one runs again";
    } catch (IOException e) {
      return "and the old one could not be put back: " + e.getMessage();
    }
  }

  /** It runs, and still runs a while later. */
  private void prove(String version) throws IOException, InstallFailed, InterruptedException {
    daemon.ensureRunning();
    Optional<Integer> ended = daemon.endsWithin(proven);
    if (ended.isPresent()) {
      String words = daemon.lastWords();
      throw new InstallFailed(
          "osqueryd %s ended with exit code %d within %s%s"
              .formatted(
                  version, ended.get(), proven, words.isEmpty() ? "" : ", saying: " + words));
    }
  }

  /** At no moment is there no osqueryd. */
  private void goBack() throws IOException, InterruptedException {
    daemon.stop();
    if (Files.exists(beside("before"))) {
      Files.move(
          beside("before"),
          binary,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      // A rename of one name of a file to another of its names does nothing (rename(2)).
      Files.deleteIfExists(beside("before"));
      forceDirectory();
    }
    daemon.ensureRunning();
  }

  /** The same file under another name too; a copy where that cannot be. */
  private static void named(Path file, Path name) throws IOException {
    Files.deleteIfExists(name);
    try {
      Files.createLink(name, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(file, name, StandardCopyOption.COPY_ATTRIBUTES);
      force(name);
    }
  }

  /**
   * From here on the new one is no more undone, and what it took the place of is the old one. One
   * that could not be put back is put back at the next start.
   */
  @Override
  public void settled(Outcome outcome) {
    try {
      if (outcome.installed() && Files.exists(beside("before"))) {
        Files.move(
            beside("before"),
            beside("old"),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
      if (!Files.exists(beside("before"))) {
        forgetNote();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forgetNote() {
    try {
      Files.deleteIfExists(beside("installing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path beside(String suffix) {
    return binary.resolveSibling(binary.getFileName() + "." + suffix);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    force(file);
  }

  private static void force(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private void forceDirectory() throws IOException {
    try (var directory = FileChannel.open(binary.getParent())) {
      directory.force(true);
    }
  }
}
