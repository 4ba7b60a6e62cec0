package mimir.cli.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import mimir.cli.output.Failed;
import mimir.cli.output.Output;
import mimir.cli.output.VisibleText;
import mimir.cli.server.Api;
import mimir.cli.server.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mimir-cli release}: each command is one call, but for finding the release by its name. */
@Command(
    name = "release",
    description = "Signed osquery releases: register, approve, roll out, delete.",
    mixinStandardHelpOptions = true)
public final class ReleaseCommand implements Runnable {
  private static final String NAME = "RELEASE";
  private static final String NAMED = "Its id, or VERSION:OS/ARCH as in 5.23.0:linux/amd64.";
  private static final int PERCENT_MAX = 100;

  private final ServerOptions server;
  private final Output output;

  @Spec private CommandSpec spec;

  public ReleaseCommand(ServerOptions server, Output output) {
    this.server = server;
    this.output = output;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what: list, register, upload, approve, rollout or delete.");
  }

  @Command(
      description = "The releases, newest first, with the health of their rollouts.",
      mixinStandardHelpOptions = true)
  int list() {
    try (Api api = server.connect()) {
      var releases = new Releases(api).all();
      if (output.isJson()) {
        output.json(Api.JSON.createObjectNode().set("items", releases).toString());
      } else {
        output.table(ReleaseView.table(releases));
      }
    }
    return 0;
  }

  @Command(
      description = "Registers a release without its binary: no host is offered it yet.",
      mixinStandardHelpOptions = true)
  int register(
      @Option(
              names = "--signed",
              required = true,
              paramLabel = "FILE",
              description = "What sign-osquery-manifest.sh sign printed.")
          Path signed) {
    SignedManifest manifest = SignedManifest.read(signed);
    try (Api api = server.connect()) {
      ReleaseView.show(output, new Releases(api).register(manifest));
    }
    return 0;
  }

  @Command(description = "Registers a release with its binary.", mixinStandardHelpOptions = true)
  int upload(
      @Option(
              names = "--signed",
              required = true,
              paramLabel = "FILE",
              description = "What sign-osquery-manifest.sh sign printed for this binary.")
          Path signed,
      @Parameters(paramLabel = "BINARY", description = "The osqueryd that was signed.")
          Path binary) {
    SignedManifest manifest = SignedManifest.read(signed);
    Binary file = Binary.at(binary);
    file.mustBe(manifest);
    try (Api api = server.connect()) {
      ReleaseView.show(output, new Releases(api).upload(manifest, file));
    }
    return 0;
  }

  @Command(
      description = "Approves a release; its rollout is 0%% until it is set.",
      mixinStandardHelpOptions = true)
  int approve(
      @Parameters(index = "0", paramLabel = NAME, description = NAMED) String release,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "OS/ARCH",
              description = "The platform, when RELEASE is a version alone.")
          String platform) {
    ReleaseName name = ReleaseName.of(release, platform);
    try (Api api = server.connect()) {
      var releases = new Releases(api);
      ReleaseView.show(output, releases.approve(releases.find(name)));
    }
    return 0;
  }

  @Command(
      description = "Sets how many percent of the hosts get it; 0 pauses it.",
      mixinStandardHelpOptions = true)
  int rollout(
      @Parameters(index = "0", paramLabel = NAME, description = NAMED) String release,
      @Parameters(index = "1", paramLabel = "PERCENT", description = "0 to 100.") int percent) {
    ReleaseName name = ReleaseName.of(release, null);
    if (percent < 0 || percent > PERCENT_MAX) {
      throw Failed.input("PERCENT is 0 to 100.");
    }
    try (Api api = server.connect()) {
      var releases = new Releases(api);
      ReleaseView.show(output, releases.rollOut(releases.find(name), percent));
    }
    return 0;
  }

  @Command(
      description = "Deletes a release whose rollout is 0; hosts that run it keep it.",
      mixinStandardHelpOptions = true)
  int delete(@Parameters(paramLabel = NAME, description = NAMED) String release) {
    ReleaseName name = ReleaseName.of(release, null);
    try (Api api = server.connect()) {
      var releases = new Releases(api);
      JsonNode found = releases.find(name);
      releases.delete(found);
      if (!output.isJson()) {
        output.line(VisibleText.of(ReleaseName.shown(found) + " is deleted"));
      }
    }
    return 0;
  }
}
