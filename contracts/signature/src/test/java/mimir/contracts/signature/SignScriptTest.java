package mimir.contracts.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import mimir.contracts.agreed.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deploy/release/sign-osquery-manifest.sh} signs is what the services verify. */
class SignScriptTest {
  private static final Path SCRIPT =
      Path.of("../../deploy/release/sign-osquery-manifest.sh").toAbsolutePath().normalize();

  @TempDir Path directory;
  private Path key;
  private Path binary;
  private String publicKey;

  private record Ran(int exit, String out, String err) {}

  private Ran run(String... arguments) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of(SCRIPT.toString()));
    line.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    int exit =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Ran(exit, Files.readString(out), Files.readString(err));
  }

  @BeforeEach
  void a_key_pair_and_a_binary() throws Exception {
    key = directory.resolve("key.pem");
    binary = directory.resolve("osqueryd");
    Files.writeString(binary, "hello");
    Ran made = run("keygen", key.toString());
    assertThat(made.exit()).as(made.err()).isZero();
    publicKey = made.out().strip();
  }

  private Ran sign(String... more) throws Exception {
    var arguments =
        new ArrayList<>(
            List.of(
                "sign",
                "--key",
                key.toString(),
                "--version",
                "5.12.1",
                "--os",
                "linux",
                "--arch",
                "amd64"));
    arguments.addAll(List.of(more));
    arguments.add(binary.toString());
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void what_it_signs_verifies() throws Exception {
    JsonNode signed = new JsonMapper().readTree(sign().out());
    var manifest =
        new Manifest(
            signed.get("version").asText(),
            signed.get("os").asText(),
            signed.get("arch").asText(),
            signed.get("download_url").asText(),
            signed.get("sha256").asText(),
            Manifest.timestamp(signed.get("manifest_timestamp").asText()));

    assertThat(manifest.sha256())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(manifest.url()).isEqualTo("/api/v1/osquery/binary/linux/amd64/5.12.1/osqueryd");
    assertThat(
            TrustedKeys.of(List.of(publicKey)).verify(manifest, signed.get("signature").asText()))
        .isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(run("public-key", key.toString()).out().strip()).isEqualTo(publicKey);
  }

  @Test
  void it_verifies_what_it_has_signed_and_nothing_else() throws Exception {
    Path signed = directory.resolve("signed.json");
    Files.writeString(signed, sign().out());

    assertThat(verify(signed).exit()).isZero();
    Files.writeString(binary, "hellO");
    assertThat(verify(signed).err()).contains("not what was signed");
    Files.writeString(signed, Files.readString(signed).replace("amd64", "arm64"));
    assertThat(verify(signed).err()).contains("does not verify");
    Files.writeString(signed, "{}");
    assertThat(verify(signed).exit()).isEqualTo(1);
  }

  /** As the services refuse to start with them: one signature would be valid for many messages. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void a_key_of_small_order_verifies_nothing(String key) throws Exception {
    assertThatThrownBy(() -> TrustedKeys.of(List.of(key)))
        .isInstanceOf(IllegalArgumentException.class);
    Path signed = directory.resolve("forged.json");
    String forged = "01" + "00".repeat(63);
    Files.writeString(
        signed,
        sign()
            .out()
            .replaceAll("\"signature\": \"[0-9a-f]+\"", "\"signature\": \"" + forged + '"'));

    Ran refused = run("verify", "--public-key", key, signed.toString());

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("small order");
  }

  private Ran verify(Path signed) throws Exception {
    return run(
        "verify", "--public-key", publicKey, "--binary", binary.toString(), signed.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "--version,   5 12",
    "--version,   ..",
    "--os,        Linux",
    "--arch,      x86_64",
    "--url,       https://evil.example/api/x",
    "--url,       /api/../x",
    "--url,       /api//x",
    "--timestamp, yesterday",
    "--timestamp, 2026-02-30T12:00:00Z",
    "--timestamp, 2001-01-01T00:00:00Z",
    "--timestamp, 2999-01-01T00:00:00Z",
    "--nonsense,  x"
  })
  void weak_input_is_refused(String option, String value) throws Exception {
    Ran refused = sign(option, value);

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("sign-osquery-manifest: ");
  }

  @Test
  void no_field_holds_a_line_break() throws Exception {
    assertThat(sign("--version", "5\nos=windows").exit()).isEqualTo(1);
    assertThat(sign("--url", "/api/x\nsha256=" + "0".repeat(64)).exit()).isEqualTo(1);
  }

  @Test
  void a_key_that_others_can_read_or_that_is_none_does_not_sign() throws Exception {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(sign().err()).contains("can be read by others");

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.write(key, "not a key".getBytes(UTF_8));
    assertThat(sign().err()).contains("no Ed25519 private key");
    assertThat(run("keygen", key.toString()).err()).contains("never overwritten");
  }

  @Test
  void an_empty_binary_is_not_signed() throws Exception {
    Files.writeString(binary, "");

    assertThat(sign().err()).contains("is empty");
  }
}
