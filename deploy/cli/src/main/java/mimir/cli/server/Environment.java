package mimir.cli.server;

import java.util.Map;
import java.util.Optional;

/** The variables of the process; a map, so that tests have their own. */
public record Environment(Map<String, String> variables) {

  /** Empty when it is not set, or set to nothing. */
  Optional<String> getenv(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /** Not the values: some are secrets. */
  @Override
  public String toString() {
    return "Environment" + variables.keySet();
  }
}
