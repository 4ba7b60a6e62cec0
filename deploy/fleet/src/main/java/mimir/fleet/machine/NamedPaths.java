package mimir.fleet.machine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The files a statement can be about: its absolute path constants, what lies directly in those that
 * are directories, and what its patterns reach. SQLite then judges each of them.
 *
 * <p>A path that the statement computes, such as {@code directory || '/.ssh/config'}, is not seen.
 */
final class NamedPaths {

  /** A sweep over more files than this is cut off, as a careful agent must. */
  static final int PATHS_MAX = 20_000;

  private final Set<Path> paths = new LinkedHashSet<>();

  Set<Path> all() {
    return paths;
  }

  void addConstants(List<String> constants) {
    for (String constant : constants) {
      if (constant.startsWith("/")) {
        int wildcard = firstWildcard(constant);
        if (wildcard < 0) {
          addWithChildren(Path.of(constant.replace("\0", "")));
        } else {
          // In osquery % stays within a directory and %% goes down into all.
          Path from = Path.of(constant.substring(0, constant.lastIndexOf('/', wildcard) + 1));
          String rest = constant.substring(wildcard);
          boolean deep = rest.contains("%%") || rest.contains("**") || rest.indexOf('/') >= 0;
          walk(from, deep);
        }
      }
    }
  }

  void add(String path) {
    if (path.startsWith("/") && paths.size() < PATHS_MAX) {
      paths.add(Path.of(path));
    }
  }

  private static int firstWildcard(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '%' || pattern.charAt(i) == '*') {
        return i;
      }
    }
    return -1;
  }

  private void addWithChildren(Path path) {
    add(path.toString());
    walk(path, false);
  }

  private void walk(Path from, boolean deep) {
    Deque<Path> left = new ArrayDeque<>(List.of(from));
    while (!left.isEmpty() && paths.size() < PATHS_MAX) {
      Path directory = left.removeFirst();
      // Links are not followed: a loop has no end.
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && !directory.equals(from)) {
        continue;
      }
      try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
        for (Path child : children) {
          add(child.toString());
          if (deep) {
            left.addLast(child);
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        // Not a directory, or none of ours; osquery lists nothing there either.
      }
    }
  }
}
