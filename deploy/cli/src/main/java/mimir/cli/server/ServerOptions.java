package mimir.cli.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How the server is found and believed, and who is calling; the same for all commands. */
public final class ServerOptions {

  @Option(
      names = "--server",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "Address of Mimir, as https://mimir.example.org; or set MIMIR_URL.")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = {
        "Lines url=, and token= or username= and password=; mode 600.",
        "Default: MIMIR_TOKEN, or MIMIR_USERNAME and MIMIR_PASSWORD; then the file that",
        "MIMIR_CREDENTIALS names; then mimir/credentials in XDG_CONFIG_HOME or ~/.config."
      })
  private Optional<Path> credentials = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "PEM certificates to trust instead of the machine's own.")
  private Optional<Path> ca = Optional.empty();

  @Option(
      names = "--insecure-http",
      scope = ScopeType.INHERIT,
      description = "Lets http leave this machine, credentials and all.")
  private boolean insecureHttp;

  private final Environment environment;
  private final Patience patience;
  private final Consumer<Duration> pause;

  private Login login;
  private Api open;

  /**
   * @param pause waits between attempts
   */
  public ServerOptions(Environment environment, Patience patience, Consumer<Duration> pause) {
    this.environment = environment;
    this.patience = patience;
    this.pause = pause;
  }

  /** Ready to call; nothing is sent yet. To be closed. */
  public Api connect() {
    login = Login.find(new Login.Asked(server, credentials, insecureHttp), environment);
    open = new Api(new Wire(login.server(), ca, patience, pause), login.credentials());
    return open;
  }

  /** A sentence without this run's secret. */
  public String conceal(String text) {
    return login == null ? text : login.credentials().conceal(text);
  }

  /** For a process that is interrupted: ends the session that is open. */
  public void hangUp() {
    if (open != null) {
      open.close();
    }
  }
}
