package mimir.cli.campaign;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.UUID;
import mimir.cli.campaign.ExportFile.Format;
import mimir.cli.output.Failed;
import mimir.cli.output.Output;
import mimir.cli.server.Api;
import mimir.cli.server.Call;
import mimir.cli.server.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mimir-cli campaign}: one question to many hosts, and what they answered. */
@Command(
    name = "campaign",
    description = "Campaigns: launch, follow, stop, export.",
    mixinStandardHelpOptions = true)
public final class CampaignCommand implements Runnable {
  static final String PATH = "campaigns";
  private static final int LIST_MAX = 100_000;

  private final ServerOptions server;
  private final Output output;
  private final InputStream input;

  @Spec private CommandSpec spec;

  /**
   * @param input what {@code --sql-file -} reads
   */
  public CampaignCommand(ServerOptions server, Output output, InputStream input) {
    this.server = server;
    this.output = output;
    this.input = input;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what: launch, list, show, follow, stop or export.");
  }

  @Command(description = "Launches an osquery campaign.", mixinStandardHelpOptions = true)
  int launch(
      @picocli.CommandLine.Mixin LaunchOptions options,
      @Option(names = "--follow", description = "Goes on as mimir-cli campaign follow does.")
          boolean follow) {
    String body = options.body(input).toString();
    String key = options.idempotencyKey();
    try (Api api = server.connect()) {
      String launched =
          api.text(
              Call.of("POST", PATH, body)
                  .header("Idempotency-Key", key)
                  // The key makes a repetition harmless.
                  .repeatable(true));
      var campaign = Api.parse(launched);
      CampaignView.launched(output, launched, campaign);
      if (follow) {
        new FollowCampaign(api, output).until(UUID.fromString(campaign.path("id").asText()));
      }
    }
    return 0;
  }

  @Command(description = "Campaigns, newest first.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--status", paramLabel = "STATUS", description = "active, stopped, archived.")
          String status,
      @Option(names = "--kind", paramLabel = "KIND", description = "osquery, ioc_hunt.")
          String kind,
      @Option(names = "-q", paramLabel = "TEXT", description = "What the name holds.") String text,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "Most campaigns to list; ${DEFAULT-VALUE} by default.")
          int limit) {
    if (limit < 1 || limit > LIST_MAX) {
      throw Failed.input("--limit is 1 to " + LIST_MAX + ".");
    }
    try (Api api = server.connect()) {
      var call = Call.get(PATH).with("status", status).with("kind", kind).with("q", text);
      var campaigns = api.list(call, limit);
      if (output.isJson()) {
        output.json(Api.JSON.createObjectNode().set("items", campaigns).toString());
      } else {
        output.table(CampaignView.table(campaigns));
      }
    }
    return 0;
  }

  @Command(description = "One campaign, with all its numbers.", mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "ID") UUID id) {
    try (Api api = server.connect()) {
      CampaignView.show(output, api.text(Call.get(PATH + "/" + id)));
    }
    return 0;
  }

  @Command(
      description = {
        "Shows a campaign's progress until no host is pending any more.",
        "With --output json: an object a line, {\"event\",\"id\",\"data\"}."
      },
      mixinStandardHelpOptions = true)
  int follow(@Parameters(paramLabel = "ID") UUID id) {
    try (Api api = server.connect()) {
      new FollowCampaign(api, output).until(id);
    }
    return 0;
  }

  @Command(
      description = "Stops a campaign: hosts that were not asked yet never will be.",
      mixinStandardHelpOptions = true)
  int stop(
      @Parameters(paramLabel = "ID") UUID id,
      @Option(names = "--reason", paramLabel = "TEXT", description = "For the audit trail.")
          String reason,
      @Option(
              names = "--discard-in-flight",
              description = "Answers of hosts that were asked already are dropped too.")
          boolean discardInFlight) {
    var body = Api.JSON.createObjectNode();
    if (reason != null) {
      body.put("reason", reason);
    }
    body.put("discard_in_flight", discardInFlight);
    try (Api api = server.connect()) {
      CampaignView.stopped(
          output, api.text(Call.of("POST", PATH + "/" + id + "/stop", body.toString())));
    }
    return 0;
  }

  @Command(
      description = {
        "The rows that are kept, as a file: whole, or not at all.",
        "Without -O to the standard output, where a broken answer leaves a half and exit code 3."
      },
      mixinStandardHelpOptions = true)
  int export(
      @Parameters(paramLabel = "ID") UUID id,
      @Option(
              names = "--format",
              paramLabel = "FORMAT",
              defaultValue = "csv",
              description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
          Format format,
      @Option(names = "--host", paramLabel = "ID", description = "Rows of this host alone.")
          UUID host,
      @Option(
              names = {"-O", "--output-file"},
              paramLabel = "FILE",
              description = "Where to.")
          Path file,
      @Option(names = "--force", description = "Overwrites FILE.") boolean force) {
    var export = new ExportFile(output, file, force);
    export.check();
    try (Api api = server.connect()) {
      var call =
          Call.get(PATH + "/" + id + "/export")
              .with("format", format.name())
              .with("host_id", host == null ? null : host.toString());
      try (var answer = api.open(call)) {
        export.write(answer);
      }
    }
    return 0;
  }
}
