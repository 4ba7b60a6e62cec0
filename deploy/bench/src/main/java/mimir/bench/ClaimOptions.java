package mimir.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is measured of claims, and how often.
 *
 * @param cases all when none was named
 * @param idle how long the old snapshot is held at least before anything is measured beside it
 * @param when the file that appears when the machine is free to be measured
 */
record ClaimOptions(Set<String> cases, int rounds, Duration idle, Optional<Path> when) {
  static final String PEERS = "peers";
  static final String SIZE = "size";
  static final String SNAPSHOT = "snapshot";
  private static final List<String> CASES = List.of(PEERS, SIZE, SNAPSHOT);

  static ClaimOptions parse(List<String> arguments) {
    var cases = new LinkedHashSet<String>();
    int rounds = 3;
    int idle = 0;
    Path when = null;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      if (CASES.contains(argument)) {
        cases.add(argument);
      } else if (argument.startsWith("rounds=")) {
        rounds = Integer.parseInt(value);
      } else if (argument.startsWith("idle=")) {
        idle = Integer.parseInt(value);
      } else if (argument.startsWith("when=") && !value.isEmpty()) {
        when = Path.of(value);
      } else {
        throw new IllegalArgumentException(
            "claims takes cases, " + CASES + ", rounds=, idle= and when=, not " + argument);
      }
    }
    if (rounds < 1 || idle < 0) {
      throw new IllegalArgumentException("no rounds, or less than no time");
    }
    return new ClaimOptions(
        cases.isEmpty() ? new LinkedHashSet<>(CASES) : cases,
        rounds,
        Duration.ofSeconds(idle),
        Optional.ofNullable(when));
  }

  boolean has(String name) {
    return cases.contains(name);
  }
}
