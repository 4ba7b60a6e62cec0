package mimir.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mimir.local.postgres.Databases;
import mimir.local.process.Child;
import mimir.local.service.ServiceDefinition;

/** Keeps {@code run/stack.json} true while the stack runs, and says the same to people. */
final class StackReport {
  private final StackPaths paths;
  private final StackOptions options;
  private final StackPorts ports;
  private final Path caFile;
  private StackState state;

  StackReport(StackPaths paths, StackOptions options, StackPorts ports, Path caFile) {
    this.paths = paths;
    this.options = options;
    this.ports = ports;
    this.caFile = caFile;
  }

  String gatewayUrl() {
    return "http://127.0.0.1:" + ports.services().get(ServiceDefinition.GATEWAY).http();
  }

  String agentsUrl() {
    return (options.plainAgents() ? "http" : "https")
        + "://127.0.0.1:"
        + ports.services().get(ServiceDefinition.DISPATCH).agents();
  }

  void starting() throws IOException {
    write(StackState.Phase.STARTING, List.of());
  }

  void ready(List<Child> parts) throws IOException {
    write(StackState.Phase.READY, parts);
  }

  /** A part that has been started again has a new process. */
  synchronized void restarted(Child child) {
    var services = new ArrayList<StackState.Part>();
    for (var part : state.services()) {
      services.add(part.name().equals(child.name()) ? service(child) : part);
    }
    var others = new ArrayList<StackState.Part>();
    for (var part : state.infrastructure()) {
      others.add(part.name().equals(child.name()) ? infrastructure(child) : part);
    }
    state = state.withParts(services, others);
    try {
      state.write(paths.state());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String summary(String adminPassword) {
    return """

    Mimir is ready.
      gateway    %s
      sign in    %s / %s   (kept in %s)
      agents     %s
      CA file    %s
      secret     %s
      osqueryd   --flagfile=%s
      data       %s
      logs       %s
    """
        .formatted(
            gatewayUrl(),
            Stack.ADMIN,
            adminPassword,
            paths.adminPassword(),
            agentsUrl(),
            caFile,
            paths.enrollSecret(),
            paths.agentFlags(),
            paths.data(),
            paths.logs())
        .stripTrailing();
  }

  private synchronized void write(StackState.Phase phase, List<Child> parts) throws IOException {
    var services =
        options.services().stream()
            .flatMap(wanted -> parts.stream().filter(part -> part.name().equals(wanted.name())))
            .map(this::service)
            .toList();
    var others =
        parts.stream().filter(part -> !isService(part)).map(StackReport::infrastructure).toList();
    state =
        new StackState(
            ProcessHandle.current().pid(),
            phase,
            gatewayUrl(),
            agentsUrl(),
            caFile.toString(),
            paths.enrollSecret().toString(),
            paths.agentFlags().toString(),
            Stack.ADMIN,
            paths.adminPassword().toString(),
            "127.0.0.1:" + ports.kafka(),
            "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + Databases.DATABASE,
            "http://127.0.0.1:" + ports.connect(),
            paths.data().toString(),
            paths.logs().toString(),
            services,
            others);
    state.write(paths.state());
  }

  private boolean isService(Child child) {
    return options.services().stream().anyMatch(wanted -> wanted.name().equals(child.name()));
  }

  private StackState.Part service(Child child) {
    var own = ports.services().get(child.name());
    return new StackState.Part(
        child.name(), child.pid(), true, own.http(), own.management(), own.agents());
  }

  private static StackState.Part infrastructure(Child child) {
    return new StackState.Part(child.name(), child.pid(), true, 0, 0, 0);
  }
}
