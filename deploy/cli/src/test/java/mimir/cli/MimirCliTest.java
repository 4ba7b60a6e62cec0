package mimir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command as a process of its own. */
class MimirCliTest {
  private static final String ID = "01890000-0000-7000-8000-000000000001";

  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Process cli(String... words) throws IOException {
    var command =
        Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MimirCli.class.getName()),
            Stream.of(words));
    var builder = new ProcessBuilder(command.toList());
    builder.environment().put("MIMIR_URL", server.url());
    builder.environment().put("MIMIR_USERNAME", "ann");
    builder.environment().put("MIMIR_PASSWORD", FakeServer.PASSWORD);
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  @Test
  void results_are_utf_8_in_any_locale_and_the_exit_code_is_the_commands() throws Exception {
    server.answers(
        "GET /api/v1/campaigns", 200, "{\"items\":[{\"name\":\"Zoë\"}],\"next_cursor\":null}");

    var done = cli("campaign", "list", "-o", "json");
    assertThat(new String(done.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"items\":[{\"name\":\"Zoë\"}]}\n");
    assertThat(done.waitFor()).isZero();

    assertThat(cli("campaign", "show", ID).waitFor()).isEqualTo(1);
    assertThat(cli("nonsense").waitFor()).isEqualTo(2);
  }

  @Test
  void a_pipe_is_no_terminal_and_takes_rows_as_they_are() throws Exception {
    byte[] rows = {0, (byte) 0xff, '\r', '\n', 27};
    server.on(
        "GET /api/v1/campaigns/" + ID + "/export",
        exchange -> {
          exchange.sendResponseHeaders(200, rows.length);
          exchange.getResponseBody().write(rows);
        });

    var done = cli("campaign", "export", ID);

    assertThat(done.getInputStream().readAllBytes()).isEqualTo(rows);
    assertThat(done.waitFor()).isZero();
  }

  @Test
  void a_process_that_is_interrupted_signs_out() throws Exception {
    var end = new CountDownLatch(1);
    server.on(
        "GET /api/v1/campaigns/" + ID + "/stream",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange
              .getResponseBody()
              .write("event: status\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          await(end);
        });
    var following = cli("campaign", "follow", ID, "-o", "json");
    assertThat(following.inputReader().readLine()).contains("status");

    // By its handle: Process.destroy also closes the streams that are read below.
    following.toHandle().destroy();

    assertThat(following.waitFor()).isNotZero();
    end.countDown();
    assertThat(server.lines()).endsWith("DELETE /api/v1/session");
    assertThat(server.openSessions()).isZero();
    assertThat(following.errorReader().lines()).isEmpty();
    assertThat(following.inputReader().lines()).isEmpty();
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
