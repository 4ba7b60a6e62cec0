package mimir.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import mimir.local.process.PartFailed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops a running stack; one that does not run is as it should be. */
@Command(
    name = "down",
    description = "Stops Mimir; its data stays.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);

  @Option(names = "--data", paramLabel = "DIR", description = "The stack's data.")
  private Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var paths = StackPaths.of(data);
    if (!StackLock.isTaken(paths.lock())) {
      System.out.println("Mimir does not run with the data in " + paths.data());
      return 0;
    }
    var launcher = ProcessHandle.of(StackState.read(paths.state()).launcherPid());
    launcher.ifPresent(ProcessHandle::destroy);
    var deadline = System.nanoTime() + STOP_MAX.toNanos();
    while (StackLock.isTaken(paths.lock())) {
      if (System.nanoTime() > deadline) {
        throw new PartFailed("the stack", "does not stop; see " + paths.log("up"));
      }
      Thread.sleep(PAUSE);
    }
    System.out.println("Mimir has stopped; its data stays in " + paths.data());
    return 0;
  }
}
