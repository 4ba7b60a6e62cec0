package mimir.campaign.hunts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where hunts for hashes and names of files look (I-6): osquery's tables {@code file} and {@code
 * hash} answer only for a given path or directory.
 *
 * @param directories each absolute, without a separator at its end; {@code %} stands for any one
 *     name, as in osquery
 */
record SweptDirectories(List<String> directories) {
  static final int DIRECTORIES_MAX = 100;
  static final int BYTES_MAX = 8 * 1024;

  /**
   * Where something that was downloaded, dropped or made to start again is found. Not the whole of
   * a system's own directories: to hash thousands of files costs more than osquery's watchdog lets
   * a query use.
   */
  static final List<String> DEFAULT =
      List.of(
          "/tmp",
          "/var/tmp",
          "/dev/shm",
          "/usr/local/bin",
          "/usr/local/sbin",
          "/opt",
          "/root",
          "/home/%",
          "/home/%/Downloads",
          "/home/%/Desktop",
          "/home/%/.local/bin",
          "/Users/%",
          "/Users/%/Downloads",
          "/Users/%/Desktop",
          "/Users/Shared",
          "/Library/LaunchAgents",
          "/Library/LaunchDaemons",
          "/Users/%/Library/LaunchAgents",
          "C:\\Windows\\Temp",
          "C:\\ProgramData",
          "C:\\Users\\Public",
          "C:\\Users\\Public\\Downloads",
          "C:\\Users\\%\\Downloads",
          "C:\\Users\\%\\Desktop",
          "C:\\Users\\%\\AppData\\Local\\Temp",
          "C:\\Users\\%\\AppData\\Roaming",
          "C:\\Users\\%\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup");

  /**
   * @throws IllegalArgumentException for what is no list of at most 100 absolute directories
   */
  SweptDirectories {
    directories = List.copyOf(directories);
    if (directories.isEmpty() || directories.size() > DIRECTORIES_MAX) {
      throw new IllegalArgumentException("MIMIR_HUNT_DIRECTORIES names 1 to 100 directories");
    }
    if (String.join("", directories).getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      throw new IllegalArgumentException("MIMIR_HUNT_DIRECTORIES has at most 8 KiB");
    }
    for (String directory : directories) {
      if (!isAbsolute(directory) || (directory.length() > 3 && endsWithSeparator(directory))) {
        throw new IllegalArgumentException(
            "MIMIR_HUNT_DIRECTORIES: '%s' is not absolute, or ends with a separator"
                .formatted(directory));
      }
    }
  }

  private static boolean isAbsolute(String directory) {
    return directory.startsWith("/")
        || (directory.length() >= 3
            && Character.isLetter(directory.charAt(0))
            && directory.startsWith(":\\", 1));
  }

  private static boolean endsWithSeparator(String directory) {
    return directory.endsWith("/") || directory.endsWith("\\");
  }

  /** Those that name one directory each. */
  private List<String> plain() {
    return directories.stream().filter(each -> each.indexOf('%') < 0).toList();
  }

  /**
   * The files in all of them and those that run now, as one query.
   *
   * @param columns of the table
   * @param table {@code file} or {@code hash}
   */
  String query(String columns, String table) {
    String from = "SELECT " + columns + " FROM " + table + " WHERE ";
    var arms = new ArrayList<String>();
    if (!plain().isEmpty()) {
      arms.add(from + "directory IN (" + SqlLiteral.list(plain()) + ")");
    }
    for (String directory : directories) {
      if (directory.indexOf('%') >= 0) {
        arms.add(from + "path LIKE " + SqlLiteral.of(inside(directory)));
      }
    }
    arms.add(from + "path IN (SELECT path FROM processes WHERE path <> '')");
    return String.join("\nUNION\n", arms);
  }

  private static String inside(String directory) {
    return directory + (directory.startsWith("/") ? "/%" : "\\%");
  }
}
