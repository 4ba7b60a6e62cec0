package mimir.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.local.process.PartFailed;
import mimir.local.service.ServiceDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the stack and stays until it is stopped or a part of it dies. */
@Command(
    name = "up",
    description = "Starts Mimir with everything it needs on this machine.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  static final int FAILED = 1;

  @Option(names = "--detach", description = "Return when all is ready; leave it running.")
  private boolean detach;

  @Option(names = "--data", paramLabel = "DIR", description = "Where all data is kept.")
  private Path data;

  @Option(
      names = "--fleet",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many simulated hosts to run; 0 for none (default: ${DEFAULT-VALUE}).")
  private int fleet;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "The gateway's port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--restart",
      description =
          "Start a dead service or Connect again instead of ending. For tests of failures.")
  private boolean restart;

  @Option(
      names = "--dispatch-replicas",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many processes of dispatch-service (default: ${DEFAULT-VALUE}).")
  private int dispatchReplicas;

  @Option(
      names = "--plain-agents",
      hidden = true,
      description = "The agents' listener without TLS, as behind a terminator. For measuring.")
  private boolean plainAgents;

  @Option(
      names = "--services",
      split = ",",
      paramLabel = "NAME",
      hidden = true,
      description = "Only these services, for work on a few of them.")
  private List<String> services = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    var paths = StackPaths.of(data);
    paths.makeFolders();
    if (detach) {
      return DetachedUp.run(paths, arguments());
    }
    var lock = StackLock.take(paths.lock()).orElse(null);
    if (lock == null) {
      throw new PartFailed("the stack", "already runs with the data in " + paths.data());
    }
    try (lock) {
      return run(paths);
    }
  }

  private int run(StackPaths paths) throws Exception {
    var progress = new Progress(System.out);
    progress.say("Mimir starts; its data is in " + paths.data());
    var policy = restart ? RestartPolicy.Always.DEFAULT : new RestartPolicy.Never();
    var stack =
        new Stack(paths, new StackOptions(port, fleet, policy, plainAgents, chosen()), progress);
    var supervisor = stack.supervisor();
    Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "stop"));
    try {
      awaitStart(stack);
      stack.connectorWatch().begin();
      throw supervisor.failure().get();
    } catch (PartFailed e) {
      System.err.println("\nmimir: " + e.getMessage());
      return FAILED;
    } finally {
      supervisor.stop();
    }
  }

  /** A part that dies during the start ends it, also while another one is waited for. */
  private static void awaitStart(Stack stack) throws Exception {
    var started = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .name("start")
        .daemon()
        .start(
            () -> {
              try {
                stack.start();
                started.complete(null);
              } catch (Exception e) {
                started.completeExceptionally(e);
              }
            });
    try {
      CompletableFuture.anyOf(started, stack.supervisor().failure()).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
    if (stack.supervisor().failure().isDone()) {
      throw stack.supervisor().failure().get();
    }
  }

  private List<ServiceDefinition> chosen() {
    for (var name : services) {
      if (ServiceDefinition.ALL.stream().noneMatch(service -> service.name().equals(name))) {
        throw new PartFailed(name, "is not a service of Mimir");
      }
    }
    return ServiceDefinition.ALL.stream()
        .filter(service -> services.isEmpty() || services.contains(service.name()))
        .flatMap(service -> service.hasAgents() ? replicas(service) : Stream.of(service))
        .toList();
  }

  private Stream<ServiceDefinition> replicas(ServiceDefinition first) {
    return Stream.concat(
        Stream.of(first),
        IntStream.rangeClosed(2, dispatchReplicas).mapToObj(number -> first.replica(number)));
  }

  private List<String> arguments() {
    var words = new ArrayList<String>();
    if (data != null) {
      words.addAll(List.of("--data", data.toString()));
    }
    words.addAll(List.of("--fleet", Integer.toString(fleet), "--port", Integer.toString(port)));
    words.addAll(List.of("--dispatch-replicas", Integer.toString(dispatchReplicas)));
    if (restart) {
      words.add("--restart");
    }
    if (plainAgents) {
      words.add("--plain-agents");
    }
    if (!services.isEmpty()) {
      words.addAll(List.of("--services", String.join(",", services)));
    }
    return words;
  }
}
