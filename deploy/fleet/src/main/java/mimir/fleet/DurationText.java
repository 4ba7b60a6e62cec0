package mimir.fleet;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them in a command: {@code 500ms}, {@code 5s}, {@code 3m}, {@code 1h}.
 */
final class DurationText {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

  private DurationText() {}

  static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 500ms, 5s, 3m or 1h");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case null, default -> Duration.ofSeconds(number);
    };
  }

  /** Two durations as {@code 60s..180s}; one alone is both ends. */
  static Duration[] range(String text) {
    int dots = text.indexOf("..");
    return dots < 0
        ? new Duration[] {parse(text), parse(text)}
        : new Duration[] {parse(text.substring(0, dots)), parse(text.substring(dots + 2))};
  }
}
