package mimir.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The text files of a checkout, without what builds and runs leave in it. */
final class Checkout {
  private static final Set<String> LEFT_OUT =
      Set.of(".git", "target", "node_modules", "data", ".idea", ".vscode");
  private static final long TEXT_MAX = 1_000_000;

  private final Map<Path, String> textByPath = new TreeMap<>();
  private final List<JavaFile> mainJava;
  private final List<JavaFile> testJava;

  Checkout(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return !folder.equals(root) && LEFT_OUT.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && attributes.size() <= TEXT_MAX) {
              text(file).ifPresent(text -> textByPath.put(root.relativize(file), text));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    mainJava = java("src/main/java/");
    testJava = java("src/test/java/");
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (MalformedInputException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String path) {
    return textByPath.getOrDefault(Path.of(path), "");
  }

  /** Path from the root → text, of the files whose path is wanted. */
  Stream<Map.Entry<Path, String>> files(Predicate<String> wanted) {
    return textByPath.entrySet().stream().filter(file -> wanted.test(file.getKey().toString()));
  }

  List<JavaFile> mainJava() {
    return mainJava;
  }

  List<JavaFile> testJava() {
    return testJava;
  }

  private List<JavaFile> java(String folder) {
    return files(path -> path.contains(folder) && path.endsWith(".java"))
        .map(file -> JavaFile.parse(file.getKey(), file.getValue()))
        .toList();
  }
}
