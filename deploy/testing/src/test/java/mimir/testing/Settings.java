package mimir.testing;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of environment variables: those that the programs read, and those that README lists. */
final class Settings {
  private static final Pattern NAME = Pattern.compile("\\bMIMIR_[A-Z0-9_]+\\b");
  private static final Pattern IN_CODE = Pattern.compile("getenv\\(\"(MIMIR_[A-Z0-9_]+)\"");
  private static final Pattern EXPANDED = Pattern.compile("\\$\\{?(MIMIR_[A-Z0-9_]+)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| *`(MIMIR_[A-Z0-9_]+)`");

  // With this prefix the variable follows from the member's name; all others are bound by name.
  private static final String MAPPING = "@ConfigMapping(prefix = \"mimir\")";
  private static final Pattern MEMBER =
      Pattern.compile(
          "(?m)^  [A-Z][A-Za-z<>]* ([a-z][A-Za-z0-9]*)\\(\\);|^  (?:int|long|boolean|double) ([a-z][A-Za-z0-9]*)\\(\\);");

  /** Name → a file that reads it. */
  static Map<String, Path> read(Checkout checkout) {
    var read = new TreeMap<String, Path>();
    mainFiles(checkout)
        .forEach(
            file -> {
              var text = file.getValue();
              Stream.of(IN_CODE, EXPANDED)
                  .flatMap(pattern -> pattern.matcher(text).results())
                  .forEach(found -> read.put(found.group(1), file.getKey()));
              if (text.contains(MAPPING)) {
                MEMBER
                    .matcher(text)
                    .results()
                    .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                    .forEach(member -> read.put(variable(member), file.getKey()));
              }
            });
    return read;
  }

  /** Name → a file of the programs that speaks of it. */
  static Map<String, Path> mentioned(Checkout checkout) {
    return mainFiles(checkout)
        .flatMap(
            file ->
                NAME.matcher(file.getValue())
                    .results()
                    .map(found -> Map.entry(found.group(), file.getKey())))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (first, _) -> first, TreeMap::new));
  }

  static Stream<String> listed(String readme) {
    return ROW.matcher(readme).results().map(found -> found.group(1));
  }

  /** {@code claimMax} is read from {@code MIMIR_CLAIM_MAX}. */
  static String variable(String member) {
    Matcher humps = Pattern.compile("([a-z0-9])([A-Z])").matcher(member);
    return "MIMIR_" + humps.replaceAll("$1_$2").toUpperCase(Locale.ROOT);
  }

  private static Stream<Map.Entry<Path, String>> mainFiles(Checkout checkout) {
    return checkout.files(
        path ->
            (path.contains("src/main/") && (path.endsWith(".java") || path.endsWith(".properties")))
                || (path.startsWith("deploy/local/") && path.endsWith(".sh")));
  }

  private Settings() {}
}
