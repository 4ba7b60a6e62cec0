package mimir.fleet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which both commands find their server. */
final class ServerChoice {

  @Option(
      names = "--server",
      required = true,
      description = {
        "Address of the agents' listener, as https://127.0.0.1:9443.",
        "Given again: another address of the same server, taken when one does not connect."
      })
  private List<URI> servers = List.of();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM certificates to trust instead of the machine's own.")
  private Optional<Path> ca = Optional.empty();

  @Option(
      names = "--enroll-secret-file",
      required = true,
      paramLabel = "FILE",
      description = "File that holds the enrollment secret.")
  private Path enrollSecretFile;

  List<URI> servers() {
    return servers;
  }

  Optional<Path> ca() {
    return ca;
  }

  String enrollSecret() throws IOException {
    String secret = Files.readString(enrollSecretFile).strip();
    if (secret.isEmpty()) {
      throw new IOException(enrollSecretFile + " is empty");
    }
    return secret;
  }
}
