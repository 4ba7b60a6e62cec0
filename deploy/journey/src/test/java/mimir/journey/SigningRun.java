package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The CI that signs binaries: the script that it runs, with a key that no server has. */
final class SigningRun {
  private static final Path SCRIPT =
      Path.of(System.getProperty("mimir.root"), "deploy/release/sign-osquery-manifest.sh");

  private final Path key;

  SigningRun(Path key) {
    this.key = key;
  }

  /** Makes the key pair; the public key. */
  String keygen() {
    return ran("keygen", key.toString()).strip();
  }

  String publicKey() {
    return ran("public-key", key.toString()).strip();
  }

  /** A file with what is to be registered. */
  Path signed(String version, String os, String arch, Path binary) {
    String json =
        ran(
            "sign",
            "--key",
            key.toString(),
            "--version",
            version,
            "--os",
            os,
            "--arch",
            arch,
            binary.toString());
    try {
      return Files.writeString(binary.resolveSibling(version + ".json"), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ran(String... arguments) {
    var command = new ArrayList<String>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s", said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
