package mimir.fleet.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the small text files in which Linux tells about itself; what cannot be read is absent. */
final class ProcFiles {

  private final Path root;

  /**
   * @param root the file system's root, another one in a test
   */
  ProcFiles(Path root) {
    this.root = root;
  }

  Path path(String name) {
    return root.resolve(name.substring(1));
  }

  String text(String name) {
    try {
      return new String(Files.readAllBytes(path(name)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  List<String> lines(String name) {
    return text(name).lines().toList();
  }

  String firstLine(String name) {
    return text(name).lines().findFirst().orElse("").strip();
  }

  /** Lines of {@code key separator value}; quotes around a value are dropped. */
  Map<String, String> pairs(String name, char separator) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String line : lines(name)) {
      int at = line.indexOf(separator);
      if (at > 0) {
        String value = line.substring(at + 1).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        pairs.putIfAbsent(
            line.substring(0, at).strip(), quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
    return pairs;
  }

  /** The names in a directory that are whole numbers: process ids, file descriptors. */
  List<Long> numbers(String directory) {
    List<Long> numbers = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path(directory), "[0-9]*")) {
      for (Path entry : entries) {
        numbers.add(Long.valueOf(entry.getFileName().toString()));
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException | NumberFormatException e) {
      return numbers;
    }
    return numbers;
  }

  /** Where a link points, or nothing if it cannot be told. */
  String link(String name) {
    try {
      return Files.readSymbolicLink(path(name)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
