package mimir.fleet.content;

import java.util.ArrayList;
import java.util.List;

/** A path of another operating system, cut without asking this one. */
record VirtualPath(String path, String directory, String filename) {

  static VirtualPath of(String path) {
    int end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    if (end < 0) {
      return new VirtualPath(path, "", path);
    }
    // The root keeps its separator, as "/" and "C:\" do.
    boolean inRoot = end == 0 || (end == 2 && path.charAt(1) == ':');
    return new VirtualPath(
        path, path.substring(0, inRoot ? end + 1 : end), path.substring(end + 1));
  }

  /** The directories above, nearest first. */
  List<String> above() {
    List<String> above = new ArrayList<>();
    String last = path;
    for (String next = directory; !next.isEmpty() && !next.equals(last); ) {
      above.add(next);
      last = next;
      next = of(next).filename().isEmpty() ? "" : of(next).directory();
    }
    return above;
  }
}
