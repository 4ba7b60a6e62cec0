package mimir.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells whether the stack runs and which of its parts are ready. */
@Command(
    name = "status",
    description = {
      "Shows what runs.",
      "Ends with 0 when all is ready, 1 when a part is not, 3 when nothing runs."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final int NOT_READY = 1;
  private static final int NOT_RUNNING = 3;

  @Option(names = "--data", paramLabel = "DIR", description = "The stack's data.")
  private Path data;

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var paths = StackPaths.of(data);
    var status = StackStatus.of(paths).orElse(null);
    if (status == null) {
      System.err.println("Mimir does not run with the data in " + paths.data());
      return NOT_RUNNING;
    }
    System.out.println(json ? status.state().json() : forPeople(status));
    return status.ready() ? 0 : NOT_READY;
  }

  private static String forPeople(StackStatus status) {
    var state = status.state();
    var text = new StringBuilder(status.ready() ? "Mimir is ready.\n" : "Mimir is not ready.\n");
    text.append("  gateway    ").append(state.gateway()).append('\n');
    text.append("  agents     ").append(state.agents()).append('\n');
    text.append("  password   in ").append(state.adminPasswordFile()).append('\n');
    text.append("  logs       ").append(state.logDirectory()).append('\n');
    Stream.of(state.infrastructure(), state.services())
        .flatMap(List::stream)
        .forEach(
            part ->
                text.append(
                    "  %-24s %-9s process %d%s%n"
                        .formatted(
                            part.name(),
                            part.ready() ? "ready" : "NOT READY",
                            part.pid(),
                            part.port() == 0 ? "" : ", port " + part.port())));
    return text.toString().stripTrailing();
  }
}
