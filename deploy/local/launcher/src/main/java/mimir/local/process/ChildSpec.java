package mimir.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param name what people read when it dies
 * @param environment added to this process's own
 * @param log both outputs, appended
 */
public record ChildSpec(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path log,
    StopSignal stopSignal) {
  public ChildSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A command that needs no environment and ends on SIGTERM. */
  public ChildSpec(String name, List<String> command, Path log) {
    this(name, command, Map.of(), log, StopSignal.TERM);
  }
}
