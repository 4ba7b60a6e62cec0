package mimir.cli.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import mimir.cli.FakeServer;
import mimir.cli.Shell;
import mimir.cli.server.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryTest {
  private static final String RELEASES = "/api/v1/osquery-releases";
  private static final String REGISTERED =
      """
      {"id":"01890000-0000-7000-8000-000000000001","version":"5.23.0","os":"linux",\
      "arch":"amd64","status":"pending","rollout":null,"has_binary":true}""";

  /** More than the heap of this process, see the pom. */
  private static final long BINARY_BYTES = 128L * 1024 * 1024;

  @TempDir private Path folder;
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Shell.Told upload(Path signed, Path binary) {
    return new Shell(server)
        .run("release", "upload", "--signed", signed.toString(), binary.toString());
  }

  private Path signed(String sha256) throws IOException {
    return Files.writeString(
        folder.resolve("signed.json"),
        """
        {
          "version": "5.23.0",
          "os": "linux",
          "arch": "amd64",
          "download_url": "/api/v1/osquery/binary/linux/amd64/5.23.0/osqueryd",
          "sha256": "%s",
          "signature": "%s",
          "manifest_timestamp": "2026-11-20T10:00:00Z"
        }
        """
            .formatted(sha256, "ab".repeat(64)));
  }

  @Test
  void a_large_binary_is_sent_from_the_disk() throws Exception {
    assertThat(Runtime.getRuntime().maxMemory()).isLessThan(BINARY_BYTES);
    Path binary = folder.resolve("osqueryd");
    try (var file = new RandomAccessFile(binary.toFile(), "rw")) {
      file.setLength(BINARY_BYTES);
      file.write("ELF".getBytes(StandardCharsets.UTF_8));
    }
    String sha256 = hash(Files.newInputStream(binary), Long.MAX_VALUE);
    var form = new AtomicReference<Form>();
    server.on(
        "POST " + RELEASES,
        exchange -> {
          form.set(Form.read(exchange));
          FakeServer.reply(exchange, 201, REGISTERED);
        });
    Path signed = signed(sha256);

    var told = upload(signed, binary);

    assertThat(told.notes()).isEmpty();
    assertThat(told.exitCode()).isZero();
    assertThat(form.get().sha256()).isEqualTo(sha256);
    Api.parse(Files.readString(signed))
        .properties()
        .forEach(
            field ->
                assertThat(form.get().head())
                    .contains(
                        "form-data; name=\"%s\"\r\n\r\n%s\r\n--"
                            .formatted(field.getKey(), field.getValue().asText())));
  }

  /** A form whose last part is the binary: what is before its bytes, and their hash. */
  private record Form(String head, String sha256) {
    static Form read(HttpExchange exchange) throws IOException {
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      String tail = "\r\n--" + type.split("boundary=", 2)[1] + "--\r\n";
      long length = Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length"));
      InputStream body = exchange.getRequestBody();
      var head = new StringBuilder();
      while (!head.toString().endsWith("octet-stream\r\n\r\n")) {
        head.append((char) body.read());
      }
      String sha256 = hash(body, length - head.length() - tail.length());
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(tail);
      return new Form(head.toString(), sha256);
    }
  }

  private static String hash(InputStream in, long most) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[64 * 1024];
      long left = most;
      int count = in.read(piece, 0, (int) Math.min(piece.length, left));
      while (count > 0) {
        digest.update(piece, 0, count);
        left -= count;
        count = in.read(piece, 0, (int) Math.min(piece.length, left));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_binary_that_was_not_signed_is_not_sent() throws IOException {
    Path binary = Files.writeString(folder.resolve("osqueryd"), "abc");

    var told = upload(signed("cd".repeat(32)), binary);

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(told.notes())
        .contains("is not what was signed")
        .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        .contains("cd".repeat(32))
        .contains("Nothing was sent.");
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void a_hash_in_capitals_is_the_same_hash() throws IOException {
    server.on(
        "POST " + RELEASES,
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          FakeServer.reply(exchange, 201, REGISTERED);
        });
    Path binary = Files.writeString(folder.resolve("osqueryd"), "abc");
    String sha256 = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";

    var told = upload(signed(sha256), binary);

    assertThat(told.exitCode()).isZero();
  }
}
