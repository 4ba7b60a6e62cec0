package mimir.fleet;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code fleet}: simulated hosts, or an agent for this machine. */
@Command(
    name = "fleet",
    description = "Agents that speak osquery's TLS remote API.",
    mixinStandardHelpOptions = true,
    version = "fleet 0.1.0",
    subcommands = {SimulateCommand.class, AgentCommand.class})
public final class FleetMain implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private FleetMain() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to run: simulate or agent.");
  }

  static CommandLine commandLine() {
    return new CommandLine(new FleetMain())
        .registerConverter(java.time.Duration.class, DurationText::parse)
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> {
              commandLine.getErr().println("fleet: " + e.getMessage());
              return commandLine.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }
}
