package mimir.bench;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is measured, and how much of it.
 *
 * @param cases all when none was named
 * @param rows drained in each round
 * @param answers in the backlog
 * @param each rows of each of those
 * @param kept rows of the campaign that is exported and counted
 * @param rate answers a second while it is watched how soon they are seen
 * @param seconds of that
 * @param alerts answers a second, each with a match, while it is watched how soon they are told
 */
record AnswerOptions(
    Set<String> cases,
    int rounds,
    int rows,
    int answers,
    int each,
    int kept,
    int rate,
    int seconds,
    int alerts) {
  private static final List<String> CASES =
      List.of("rows", "campaigns", "visible", "alerts", "backlog", "export", "stack");
  private static final Map<String, Integer> DEFAULTS =
      Map.of(
          "rounds", 3, "rows", 600_000, "answers", 200_000, "each", 5, "kept", 1_000_000, "rate",
          500, "seconds", 20, "alerts", 200);

  static AnswerOptions parse(List<String> arguments) {
    var cases = new LinkedHashSet<String>();
    var sizes = new LinkedHashMap<>(DEFAULTS);
    for (String argument : arguments) {
      int at = argument.indexOf('=');
      if (at < 0 && CASES.contains(argument)) {
        cases.add(argument);
      } else if (at > 0 && DEFAULTS.containsKey(argument.substring(0, at))) {
        sizes.put(argument.substring(0, at), Integer.parseInt(argument.substring(at + 1)));
      } else {
        throw new IllegalArgumentException(
            "answers takes cases, " + CASES + ", and sizes, " + DEFAULTS + ", not " + argument);
      }
    }
    if (sizes.values().stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("sizes are above 0: " + sizes);
    }
    return new AnswerOptions(
        cases.isEmpty() ? new LinkedHashSet<>(CASES) : cases,
        sizes.get("rounds"),
        sizes.get("rows"),
        sizes.get("answers"),
        sizes.get("each"),
        sizes.get("kept"),
        sizes.get("rate"),
        sizes.get("seconds"),
        sizes.get("alerts"));
  }

  boolean has(String name) {
    return cases.contains(name);
  }

  /** Whether nothing is asked for that needs the service alone. */
  boolean onlyInSystem() {
    return Set.of("visible", "alerts").containsAll(cases);
  }
}
