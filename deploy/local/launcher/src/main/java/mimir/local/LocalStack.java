package mimir.local;

import mimir.local.process.PartFailed;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the local stack. */
@Command(
    name = "local",
    description = "Mimir on one machine.",
    subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class},
    mixinStandardHelpOptions = true)
public final class LocalStack {
  private LocalStack() {}

  public static void main(String[] args) {
    var commandLine = new CommandLine(new LocalStack());
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof PartFailed part) {
            System.err.println("mimir: " + part.getMessage());
          } else {
            System.err.println("mimir: " + failure);
          }
          return UpCommand.FAILED;
        });
    System.exit(commandLine.execute(args));
  }
}
