package mimir.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Words that say nothing about what a class is for. Whole words: TableDatabase is no Data. */
final class BannedWords {
  private static final Set<String> ANYWHERE =
      Set.of(
          "Manager",
          "Helper",
          "Util",
          "Utils",
          "Impl",
          "Dto",
          "Processor",
          "Common",
          "Core",
          "Facade",
          "Data",
          "Info");
  private static final Set<String> FIRST = Set.of("Abstract", "Base");
  private static final Set<String> LAST = Set.of("Service");

  /** Allowed where a library's own type is called so. */
  private static final Set<String> AS_THE_LIBRARY_SAYS = Set.of("Mapper", "Handler");

  private static final Set<String> PACKAGES =
      Set.of(
          "manager",
          "helper",
          "helpers",
          "util",
          "utils",
          "impl",
          "base",
          "dto",
          "dtos",
          "mapper",
          "mappers",
          "processor",
          "processors",
          "handler",
          "handlers",
          "common",
          "core",
          "facade",
          "data",
          "info");

  static Optional<String> in(JavaFile.Type type) {
    List<String> words = words(type.name());
    return words.stream()
        .filter(
            word ->
                ANYWHERE.contains(word)
                    || (FIRST.contains(word) && word.equals(words.getFirst()))
                    || (LAST.contains(word) && word.equals(words.getLast()))
                    || (AS_THE_LIBRARY_SAYS.contains(word)
                        && type.supertypes().stream().noneMatch(each -> each.contains(word))))
        .findFirst();
  }

  static Optional<String> inPackage(String packageName) {
    return Arrays.stream(packageName.split("\\.", -1)).filter(PACKAGES::contains).findFirst();
  }

  private static List<String> words(String name) {
    return List.of(name.split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", -1));
  }

  private BannedWords() {}
}
