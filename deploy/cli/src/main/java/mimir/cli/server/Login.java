package mimir.cli.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mimir.cli.output.Failed;
import mimir.cli.server.Credentials.Account;
import mimir.cli.server.Credentials.Token;

/** Which server, and as whom. */
record Login(ServerAddress server, Credentials credentials) {

  /** What was said on the command line about it. */
  record Asked(Optional<String> server, Optional<Path> credentials, boolean insecureHttp) {}

  /**
   * The file that the command line names goes before the environment, which goes before the file
   * that is there by custom.
   */
  static Login find(Asked asked, Environment environment) {
    Optional<Credentials> given =
        asked.credentials().isPresent() ? Optional.empty() : fromEnvironment(environment);
    Optional<CredentialsFile> file =
        given.isPresent() ? Optional.empty() : file(asked, environment);
    ServerAddress server = server(asked, environment, file);
    Credentials credentials =
        given
            .or(() -> file.map(Login::fromFile))
            .orElseThrow(
                () ->
                    Failed.input(
                        "Say who you are: set MIMIR_TOKEN, or MIMIR_USERNAME and MIMIR_PASSWORD, or"
                            + " write a credentials file; see --help."));
    return new Login(server, credentials);
  }

  private static Optional<Credentials> fromEnvironment(Environment environment) {
    return credentials(
        environment.getenv("MIMIR_TOKEN"),
        environment.getenv("MIMIR_USERNAME"),
        environment.getenv("MIMIR_PASSWORD"),
        "Set MIMIR_TOKEN alone, or MIMIR_USERNAME with MIMIR_PASSWORD.");
  }

  private static Credentials fromFile(CredentialsFile file) {
    String rule =
        "The credentials file %s needs token= alone, or username= with password=."
            .formatted(file.path());
    return credentials(file.value("token"), file.value("username"), file.value("password"), rule)
        .orElseThrow(() -> Failed.input(rule));
  }

  private static Optional<Credentials> credentials(
      Optional<String> token, Optional<String> username, Optional<String> password, String rule) {
    boolean account = username.isPresent() || password.isPresent();
    if ((token.isPresent() && account) || username.isPresent() != password.isPresent()) {
      throw Failed.input(rule);
    }
    return account
        ? Optional.of(new Account(username.orElseThrow(), password.orElseThrow()))
        : token.map(Token::new);
  }

  private static Optional<CredentialsFile> file(Asked asked, Environment environment) {
    return asked
        .credentials()
        .or(() -> environment.getenv("MIMIR_CREDENTIALS").map(Path::of))
        .or(() -> customary(environment).filter(Files::exists))
        .map(CredentialsFile::read);
  }

  private static Optional<Path> customary(Environment environment) {
    return environment
        .getenv("XDG_CONFIG_HOME")
        .map(Path::of)
        .or(() -> environment.getenv("HOME").map(home -> Path.of(home, ".config")))
        .map(folder -> folder.resolve("mimir").resolve("credentials"));
  }

  private static ServerAddress server(
      Asked asked, Environment environment, Optional<CredentialsFile> file) {
    boolean insecure = asked.insecureHttp();
    Optional<ServerAddress> named =
        asked
            .server()
            .map(text -> ServerAddress.of(text, "--server", insecure))
            .or(
                () ->
                    environment
                        .getenv("MIMIR_URL")
                        .map(text -> ServerAddress.of(text, "MIMIR_URL", insecure)));
    Optional<ServerAddress> filed =
        file.flatMap(each -> each.value("url"))
            .map(text -> ServerAddress.of(text, "url= in " + file.get().path(), insecure));
    if (named.isPresent() && filed.isPresent() && !named.equals(filed)) {
      // A secret is for the server that it stands with, and is shown to no other.
      throw Failed.input(
          "The credentials in %s are for %s, and not for %s."
              .formatted(file.orElseThrow().path(), filed.get().uri(), named.get().uri()));
    }
    return named
        .or(() -> filed)
        .orElseThrow(() -> Failed.input("Say which server: --server URL, or set MIMIR_URL."));
  }
}
