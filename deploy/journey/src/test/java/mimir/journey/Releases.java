package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What the persons of a rollout do: CI signs and uploads, another admin decides. */
final class Releases {
  static final String PATH = "/api/v1/osquery-releases";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Path CLI = Path.of(System.getProperty("mimir.root"), "deploy/cli/mimir-cli");
  private static final int BINARY_BYTES = 3_000_000;

  private final SigningRun signing;
  private final URI gateway;
  private final String uploader;
  private final Person approver;
  private final Path directory;

  /**
   * @param uploader an admin's name, with the password of all made-up persons
   * @param directory where binaries are built
   */
  Releases(SigningRun signing, URI gateway, String uploader, Person approver, Path directory) {
    this.signing = signing;
    this.gateway = gateway;
    this.uploader = uploader;
    this.approver = approver;
    this.directory = directory;
  }

  /** Built, signed and uploaded for linux/amd64; its id. */
  String uploaded(String version) {
    byte[] bytes = new byte[BINARY_BYTES];
    new SplittableRandom(version.hashCode()).nextBytes(bytes);
    return uploaded(version, bytes);
  }

  String uploaded(String version, byte[] bytes) {
    try {
      Path binary = Files.write(directory.resolve("osqueryd-" + version), bytes);
      Path signed = signing.signed(version, "linux", "amd64", binary);
      JsonNode release =
          JSON.readTree(cli("release", "upload", "--signed", signed.toString(), binary.toString()));
      assertThat(release.get("has_binary").asBoolean()).isTrue();
      return release.get("id").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uploaded, and approved by the other admin. */
  String approved(String version) {
    String id = uploaded(version);
    approve(id);
    return id;
  }

  void approve(String id) {
    var answer = approver.post(PATH + "/" + id + "/approve", Map.of());
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
  }

  void rollOut(String id, int percent) {
    var answer = approver.put(PATH + "/" + id + "/rollout", Map.of("percent", percent));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().get("rollout").asInt()).isEqualTo(percent);
  }

  JsonNode get(String id) {
    return approver.get(PATH + "/" + id).body();
  }

  Person.Answer delete(String id) {
    return approver.call("DELETE", PATH + "/" + id, "");
  }

  /** As CI runs it: what it prints, as JSON. */
  String cli(String... arguments) {
    var command = new ArrayList<String>(List.of(CLI.toString(), "-o", "json"));
    command.addAll(List.of(arguments));
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("MIMIR_URL", gateway.toString());
      builder.environment().put("MIMIR_USERNAME", uploader);
      builder.environment().put("MIMIR_PASSWORD", RunningSystem.OPERATOR_PASSWORD);
      var process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", List.of(arguments), said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
