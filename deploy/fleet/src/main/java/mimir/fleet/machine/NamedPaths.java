package mimir.fleet.machine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        if (firstWildcard(constant) < 0) {
          addWithChildren(Path.of(constant.replace("\0", "")));
        } else {
          expand(Path.of("/"), List.of(constant.substring(1).split("/+")));
        }
      }
    }
  }

  /** In osquery % stays within a directory and %% goes down into all. */
  private void expand(Path from, List<String> names) {
    String name = names.getFirst();
    List<String> rest = names.subList(1, names.size());
    if (name.contains("%%") || name.contains("**")) {
      walk(from, true);
    } else if (firstWildcard(name) < 0) {
      found(from.resolve(name.replace("\0", "")), rest);
    } else {
      Predicate<String> fits = matching(name);
      for (Path child : children(from)) {
        if (fits.test(child.getFileName().toString())) {
          found(child, rest);
        }
      }
    }
  }

  private void found(Path path, List<String> rest) {
    if (rest.isEmpty()) {
      add(path.toString());
    } else if (Files.isDirectory(path) && paths.size() < PATHS_MAX) {
      expand(path, rest);
    }
  }

  private static Predicate<String> matching(String name) {
    return Pattern.compile(
            Pattern.quote(name).replaceAll("[%*]", Matcher.quoteReplacement("\\E.*\\Q")),
            Pattern.DOTALL)
        .asMatchPredicate();
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
      for (Path child : children(directory)) {
        add(child.toString());
        if (deep) {
          left.addLast(child);
        }
      }
    }
  }

  /** None of what is no directory, or none of ours; osquery lists nothing there either. */
  private static List<Path> children(Path directory) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
      found.forEach(children::add);
    } catch (IOException | DirectoryIteratorException e) {
      return children;
    }
    return children;
  }
}
