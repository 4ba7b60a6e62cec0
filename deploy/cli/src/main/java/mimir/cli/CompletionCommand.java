package mimir.cli;

import java.util.concurrent.Callable;
import mimir.cli.output.Output;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code mimir-cli completion}: what a shell needs to complete words. */
@Command(
    name = "completion",
    description = "Prints a completion script for bash and zsh: source <(mimir-cli completion)",
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  private final Output output;

  @Spec private CommandLine.Model.CommandSpec spec;

  CompletionCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    output.print(AutoComplete.bash(root.getCommandName(), root));
    return 0;
  }
}
