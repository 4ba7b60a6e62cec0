package mimir.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mimir.local.process.JavaCommand;
import mimir.local.process.PartFailed;

/**
 * Starts the stack in a process of its own that outlives this one and its terminal, shows what it
 * writes, and returns when it is ready or has failed.
 */
final class DetachedUp {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private DetachedUp() {}

  static int run(StackPaths paths, List<String> arguments)
      throws IOException, InterruptedException {
    if (StackLock.isTaken(paths.lock())) {
      throw new PartFailed("the stack", "already runs with the data in " + paths.data());
    }
    Files.deleteIfExists(paths.state());
    var log = paths.log("up");
    var process =
        new ProcessBuilder(command(arguments))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try (var output = new RandomAccessFile(log.toFile(), "r")) {
      while (true) {
        // The order matters: what was written before the end is shown before we leave.
        var ended = !process.isAlive();
        var ready = isReady(paths, process.pid());
        show(output);
        if (ready) {
          return 0;
        }
        if (ended) {
          return UpCommand.FAILED;
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private static boolean isReady(StackPaths paths, long pid) throws IOException {
    if (!Files.exists(paths.state())) {
      return false;
    }
    var state = StackState.read(paths.state());
    return state.launcherPid() == pid && state.phase() == StackState.Phase.READY;
  }

  private static void show(RandomAccessFile output) throws IOException {
    var bytes = new byte[(int) (output.length() - output.getFilePointer())];
    output.readFully(bytes);
    System.out.write(bytes);
    System.out.flush();
  }

  private static List<String> command(List<String> arguments) {
    var words = new ArrayList<String>();
    // A session of its own: no hang-up when the terminal closes, no Ctrl-C from it.
    words.add(Files.isExecutable(Path.of("/usr/bin/setsid")) ? "setsid" : "nohup");
    words.add(JavaCommand.java());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of(LocalStack.class.getName(), "up"));
    words.addAll(arguments);
    return words;
  }
}
