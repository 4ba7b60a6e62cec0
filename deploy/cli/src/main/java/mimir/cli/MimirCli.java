package mimir.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import mimir.cli.output.Output;
import mimir.cli.server.Environment;
import mimir.cli.server.Patience;
import mimir.cli.server.ServerOptions;

/** The command {@code mimir-cli} as a process: its streams, its variables, its exit code. */
public final class MimirCli {

  public static void main(String[] arguments) {
    var server =
        new ServerOptions(new Environment(System.getenv()), Patience.USUAL, MimirCli::sleep);
    // Bytes, and not System.out: results are UTF-8 and exports are no text.
    var output =
        new Output(
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            MimirCli::isTerminal);
    // Who follows a campaign ends that by Ctrl-C; the session must not stay open behind it.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> hangUp(server, output), "hang up"));
    System.exit(new Commands(server, output, System.in).run(arguments));
  }

  // Whether it may be null changed from one JDK to the next, and back.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static void hangUp(ServerOptions server, Output output) {
    output.silence();
    server.hangUp();
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private MimirCli() {}
}
