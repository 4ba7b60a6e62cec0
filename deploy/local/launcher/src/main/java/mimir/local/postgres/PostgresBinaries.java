package mimir.local.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import mimir.local.process.Folders;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The server's programs, unpacked once; any number of processes may ask for them at once. */
final class PostgresBinaries {
  private static final String VERSION = "18.6.0";
  private static final int BUFFER_BYTES = 1 << 16;

  private PostgresBinaries() {}

  /** The folder with {@code bin/postgres} that the identity can use. */
  static Path unpacked(RunAs runAs, Path home) throws IOException, InterruptedException {
    var shared = unpackTo(cache().resolve("postgresql-" + VERSION));
    if (runAs.reaches(shared.resolve("bin/postgres"))) {
      return shared;
    }
    return unpackTo(home.resolve("postgresql-" + VERSION));
  }

  private static Path cache() {
    var xdg = System.getenv("XDG_CACHE_HOME");
    var base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("mimir").toAbsolutePath();
  }

  private static Path unpackTo(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      return target;
    }
    Files.createDirectories(target.getParent());
    var temporary = Files.createTempDirectory(target.getParent(), target.getFileName() + ".new");
    try {
      extract(temporary);
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
      // Somebody else was faster; theirs is as good as ours.
    } finally {
      Folders.delete(temporary);
    }
    return target;
  }

  private static void extract(Path folder) throws IOException {
    var name = archiveName();
    try (var packed = PostgresBinaries.class.getResourceAsStream(name)) {
      if (packed == null) {
        throw new IOException("no PostgreSQL for this platform on the classpath (" + name + ")");
      }
      extract(packed, folder);
    }
  }

  private static void extract(InputStream packed, Path folder) throws IOException {
    var plain = new BufferedInputStream(new XZInputStream(packed), BUFFER_BYTES);
    try (var archive = new TarArchiveInputStream(plain)) {
      for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        var file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        extract(archive, entry, file);
      }
    }
  }

  private static void extract(TarArchiveInputStream archive, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink() || entry.isLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(archive, file);
    if (file.getParent().endsWith("bin")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static String archiveName() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arch = System.getProperty("os.arch");
    var archName = Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "arm_64");
    return "/postgres-%s-%s.txz"
        .formatted(system.startsWith("mac") ? "darwin" : system, archName.getOrDefault(arch, arch));
  }
}
