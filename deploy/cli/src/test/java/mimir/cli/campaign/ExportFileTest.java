package mimir.cli.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import mimir.cli.FakeServer;
import mimir.cli.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFileTest {
  private static final String ID = "01890000-0000-7000-8000-000000000001";
  private static final String EXPORT = "GET /api/v1/campaigns/" + ID + "/export";
  private static final byte[] ROWS = "host,x\r\na,\u00e4\r\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private FakeServer server;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("rows.csv");
    server = new FakeServer();
    server.on(
        EXPORT,
        exchange -> {
          exchange.getResponseHeaders().set("Mimir-Rows", "1");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(ROWS);
          exchange.close();
        });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Shell.Told export(String... more) {
    var words = Stream.concat(Stream.of("campaign", "export", ID), Stream.of(more));
    return new Shell(server).run(words.toArray(String[]::new));
  }

  private String[] names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).toArray(String[]::new);
    }
  }

  @Test
  void rows_go_to_the_standard_output_as_they_come() {
    var told = export();

    assertThat(told.results()).isEqualTo(new String(ROWS, StandardCharsets.UTF_8));
    assertThat(told.notes()).isEmpty();
    assertThat(server.last().line()).isEqualTo(EXPORT + "?format=csv");
  }

  @Test
  void rows_go_to_a_file_for_its_owner() throws IOException {
    String host = "01890000-0000-7000-8000-00000000000a";

    var told = export("--format", "parquet", "--host", host, "-O", file.toString());

    assertThat(told.results()).isEqualTo(file + ": 1 rows, " + ROWS.length + " bytes\n");
    assertThat(file).hasBinaryContent(ROWS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("rows.csv");
    assertThat(server.last().line()).isEqualTo(EXPORT + "?format=parquet&host_id=" + host);
  }

  @Test
  void in_json_the_file_is_told_as_an_object() {
    assertThat(export("-O", file.toString(), "-o", "json").results())
        .isEqualTo("{\"file\":\"%s\",\"bytes\":%d,\"rows\":1}%n".formatted(file, ROWS.length));
  }

  @Test
  void a_file_that_exists_is_kept_and_nothing_is_asked() throws IOException {
    Files.writeString(file, "mine");

    var told = export("-O", file.toString());

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(told.notes()).contains("exists; --force overwrites it");
    assertThat(file).hasContent("mine");
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void a_file_is_overwritten_by_force() throws IOException {
    Files.writeString(file, "mine");

    assertThat(export("-O", file.toString(), "--force").exitCode()).isZero();
    assertThat(file).hasBinaryContent(ROWS);
    assertThat(names()).containsExactly("rows.csv");
  }

  @Test
  void a_file_that_came_meanwhile_is_kept() throws IOException {
    server.on(
        EXPORT,
        exchange -> {
          Files.writeString(file, "somebody else's");
          FakeServer.reply(exchange, 200, "rows");
        });

    assertThat(export("-O", file.toString()).exitCode()).isEqualTo(2);
    assertThat(file).hasContent("somebody else's");
    assertThat(names()).containsExactly("rows.csv");
  }

  @Test
  void an_answer_that_is_cut_short_leaves_no_file() throws IOException {
    cutShort();

    var told = export("-O", file.toString());

    assertThat(told.exitCode()).isEqualTo(3);
    assertThat(told.notes()).startsWith("mimir-cli: The export was cut short");
    assertThat(names()).isEmpty();
  }

  @Test
  void an_answer_that_is_cut_short_leaves_the_old_file() throws IOException {
    Files.writeString(file, "mine");
    cutShort();

    assertThat(export("-O", file.toString(), "--force").exitCode()).isEqualTo(3);
    assertThat(file).hasContent("mine");
    assertThat(names()).containsExactly("rows.csv");
  }

  @Test
  void an_answer_that_is_cut_short_is_a_failure_on_the_standard_output_too() {
    cutShort();

    assertThat(export().exitCode()).isEqualTo(3);
  }

  /** Says 1,000 bytes and breaks the connection off before. */
  private void cutShort() {
    server.on(
        EXPORT,
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write(ROWS);
          exchange.getResponseBody().flush();
          throw new IOException("broken on purpose");
        });
  }

  @Test
  void an_answer_without_an_end_is_not_taken_for_a_whole_one() throws Exception {
    try (var raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var answering = Thread.ofVirtual().start(() -> answerWithoutEnd(raw));

      var told =
          new Shell(server)
              .set("MIMIR_URL", "http://127.0.0.1:" + raw.getLocalPort())
              .run("campaign", "export", ID, "-O", file.toString());

      answering.join();
      assertThat(told.notes()).contains("does not say where it ends");
      assertThat(names()).isEmpty();
    }
  }

  private static void answerWithoutEnd(ServerSocket raw) {
    try (var socket = raw.accept()) {
      var in = socket.getInputStream();
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\n\r\nhalf".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_refusal_leaves_no_file() throws IOException {
    server.answers(EXPORT, 404, FakeServer.problem("not_found", "No such campaign.", ""));

    assertThat(export("-O", file.toString()).exitCode()).isEqualTo(1);
    assertThat(names()).isEmpty();
  }

  @Test
  void rows_are_not_shown_to_a_terminal() {
    var told = new Shell(server).onTerminal().run("campaign", "export", ID);

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(told.notes()).contains("Rows are not for a terminal");
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void a_place_that_cannot_be_written_is_told() {
    assertThat(export("-O", folder.toString()).notes()).contains("is a directory");
    assertThat(export("-O", folder + "/none/rows.csv").notes()).contains("Cannot write");
  }
}
