package mimir.fleet.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import mimir.fleet.tables.Cells;

/** Rows of {@code file} and {@code hash} for given paths; what cannot be read has no row. */
final class FileFacts {

  /** osquery's read_max: it reads no file larger than 50 MB. */
  private static final long READ_BYTES_MAX = 50L << 20;

  private static final int TYPE_BITS = 0170000;

  private FileFacts() {}

  static List<Map<String, Object>> files(Iterable<Path> paths) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Path path : paths) {
      try {
        rows.add(row(path));
      } catch (IOException | UnsupportedOperationException e) {
        // Gone, forbidden or on a file system without Unix attributes.
      }
    }
    return rows;
  }

  private static Map<String, Object> row(Path path) throws IOException {
    boolean symlink = Files.isSymbolicLink(path);
    Map<String, Object> unix = attributes(path, symlink);
    int mode = (int) unix.get("mode");
    return Cells.of(
        "path", path.toString(),
        "directory", path.getParent() == null ? "/" : path.getParent().toString(),
        "filename", path.getFileName() == null ? "" : path.getFileName().toString(),
        "inode", unix.get("ino"),
        "uid", unix.get("uid"),
        "gid", unix.get("gid"),
        "mode", "%04o".formatted(mode & 07777),
        "device", unix.get("dev"),
        "size", unix.get("size"),
        "block_size", 4096,
        "atime", seconds(unix.get("lastAccessTime")),
        "mtime", seconds(unix.get("lastModifiedTime")),
        "ctime", seconds(unix.get("ctime")),
        "btime", seconds(unix.get("creationTime")),
        "hard_links", unix.get("nlink"),
        "symlink", symlink ? 1 : 0,
        "type", type(mode),
        "symlink_target_path", symlink ? Files.readSymbolicLink(path).toString() : "");
  }

  /** As stat does, and for a link that leads nowhere as lstat does. */
  private static Map<String, Object> attributes(Path path, boolean symlink) throws IOException {
    return symlink && Files.notExists(path)
        ? Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS)
        : Files.readAttributes(path, "unix:*");
  }

  private static long seconds(Object time) {
    return time instanceof FileTime at ? at.toInstant().getEpochSecond() : 0;
  }

  private static String type(int mode) {
    return switch (mode & TYPE_BITS) {
      case 0100000 -> "regular";
      case 0040000 -> "directory";
      case 0120000 -> "symlink";
      case 0060000 -> "block";
      case 0020000 -> "character";
      case 0010000 -> "fifo";
      case 0140000 -> "socket";
      default -> "unknown";
    };
  }

  static List<Map<String, Object>> hashes(Iterable<Path> paths) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Path path : paths) {
      try {
        if (Files.isRegularFile(path) && Files.size(path) <= READ_BYTES_MAX) {
          rows.add(hash(path));
        }
      } catch (IOException e) {
        // Gone or forbidden meanwhile.
      }
    }
    return rows;
  }

  private static Map<String, Object> hash(Path path) throws IOException {
    MessageDigest md5 = digest("MD5");
    MessageDigest sha1 = digest("SHA-1");
    MessageDigest sha256 = digest("SHA-256");
    try (InputStream in = Files.newInputStream(path)) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        md5.update(buffer, 0, n);
        sha1.update(buffer, 0, n);
        sha256.update(buffer, 0, n);
      }
    }
    HexFormat hex = HexFormat.of();
    return Cells.of(
        "path", path.toString(),
        "directory", String.valueOf(path.getParent()),
        "md5", hex.formatHex(md5.digest()),
        "sha1", hex.formatHex(sha1.digest()),
        "sha256", hex.formatHex(sha256.digest()));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
