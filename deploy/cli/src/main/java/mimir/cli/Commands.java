package mimir.cli;

import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import mimir.cli.campaign.CampaignCommand;
import mimir.cli.output.ExitCode;
import mimir.cli.output.Failed;
import mimir.cli.output.Output;
import mimir.cli.release.ReleaseCommand;
import mimir.cli.server.ServerOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, and how their failures are told. */
@Command(
    name = "mimir-cli",
    description = "Releases and campaigns of Mimir, from a shell or a CI job.",
    mixinStandardHelpOptions = true,
    version = "mimir-cli 0.1.0",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused by the server, or a fault of it",
      "2:wrong usage, or something of this machine; most often nothing was sent",
      "3:the server was not reached, or the connection broke or was silent"
    },
    footer = {
      "",
      "Secrets are never options: MIMIR_TOKEN, or MIMIR_USERNAME and MIMIR_PASSWORD, or a",
      "credentials file of mode 600. README.md tells more."
    })
final class Commands implements Runnable {

  private static final int USAGE_COLUMNS = 100;

  @Mixin private final ServerOptions server;
  @Mixin private final Output output;
  @Spec private CommandLine.Model.CommandSpec spec;

  private final InputStream input;

  Commands(ServerOptions server, Output output, InputStream input) {
    this.server = server;
    this.output = output;
    this.input = input;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what: release, campaign or completion.");
  }

  int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  CommandLine commandLine() {
    var line =
        new CommandLine(this)
            .addSubcommand(new ReleaseCommand(server, output))
            .addSubcommand(new CampaignCommand(server, output, input))
            .addSubcommand(new CompletionCommand(output));
    // Help has no colours either, also where CLICOLOR_FORCE asks for them.
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return line.setOut(output.writer())
        .setUsageHelpWidth(USAGE_COLUMNS)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((wrong, _) -> tell(wrong))
        .setExecutionExceptionHandler((failure, _, _) -> tell(failure));
  }

  private int tell(ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    output.note("mimir-cli: " + sentence(wrong) + " See: " + command + " --help");
    return ExitCode.INPUT.number();
  }

  /** Without values that nothing takes: someone who tries --password has typed one. */
  private static String sentence(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> options =
          unmatched.getUnmatched().stream()
              .filter(word -> word.startsWith("-"))
              .map(word -> word.split("=", 2)[0])
              .toList();
      return options.isEmpty()
          ? "There are too many words."
          : options.stream().collect(Collectors.joining(", ", "There is no option ", "."));
    }
    return wrong.getMessage().lines().findFirst().orElse("Wrong usage") + ".";
  }

  private int tell(Exception failure) {
    if (failure instanceof ParameterException wrong) {
      return tell(wrong);
    }
    if (failure instanceof Failed failed) {
      output.note("mimir-cli: " + server.conceal(failed.getMessage()));
      return failed.exitCode().number();
    }
    // A fault of this program; its message may hold anything.
    output.note("mimir-cli: A fault of mimir-cli itself: " + failure.getClass().getName());
    return ExitCode.INPUT.number();
  }
}
