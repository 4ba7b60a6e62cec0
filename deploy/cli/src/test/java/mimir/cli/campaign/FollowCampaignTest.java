package mimir.cli.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import mimir.cli.FakeServer;
import mimir.cli.Shell;
import mimir.cli.server.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowCampaignTest {
  private static final String ID = "01890000-0000-7000-8000-000000000001";
  private static final String STREAM = "GET /api/v1/campaigns/" + ID + "/stream";
  private static final String HELLO = "retry: 2000\n: campaign\n\n";
  private static final String ACTIVE = status("s1", "active", "null");
  private static final String STOPPED = status("s2", "stopped", "\"seen\\u001b[2J enough\"");

  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String status(String version, String status, String reason) {
    return "event: status\nid: c.%s\ndata: {\"status\":\"%s\",\"stop_reason\":%s}\n\n"
        .formatted(version, status, reason);
  }

  private static String coverage(String version, int responded, int pending) {
    return """
        event: coverage
        id: %s.s
        data: {"hosts":{"assigned":9,"responded":%d,"pending":%d,"errored":0,"cancelled":0},\
        "coverage":{"pending":%d},"rows":{"kept":%d},"hits":%d}

        """
        .formatted(version, responded, pending, pending, responded * 10, responded);
  }

  /** Each connection in turn is given one of the texts, the last one for ever. */
  private AtomicInteger streams(String... texts) {
    var connection = new AtomicInteger();
    server.on(
        STREAM,
        exchange ->
            send(exchange, texts[Math.min(connection.getAndIncrement(), texts.length - 1)]));
    return connection;
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.close();
  }

  private Shell.Told follow(String... more) {
    return follow(new Shell(server), more);
  }

  private static Shell.Told follow(Shell shell, String... more) {
    var words = new java.util.ArrayList<>(java.util.List.of("campaign", "follow", ID));
    words.addAll(Arrays.asList(more));
    return shell.run(words.toArray(String[]::new));
  }

  @Test
  void each_change_is_a_line_until_no_host_is_pending() {
    streams(HELLO + ACTIVE + coverage("c1", 0, 9) + ": still here\n\n" + coverage("c2", 9, 0));

    assertThat(follow())
        .isEqualTo(
            new Shell.Told(
                0,
                """
                active · 0 of 9 hosts · 9 pending · 0 rows · 0 hits
                active · 9 of 9 hosts · 0 pending · 90 rows · 9 hits
                """,
                ""));
    assertThat(server.last().header("Accept")).isEqualTo("text/event-stream");
    assertThat(server.last().header("Last-event-id")).isNull();
  }

  @Test
  void a_stopped_campaign_is_followed_until_its_last_host() {
    streams(
        HELLO
            + ACTIVE
            + coverage("c1", 3, 6)
            + STOPPED
            + coverage("c2", 4, 1)
            + coverage("c3", 5, 0)
            + coverage("never", 6, 0));

    assertThat(follow().results())
        .isEqualTo(
            """
            active · 3 of 9 hosts · 6 pending · 30 rows · 3 hits
            stopped · 3 of 9 hosts · 6 pending · 30 rows · 3 hits · seen\\x1b[2J enough
            stopped · 4 of 9 hosts · 1 pending · 40 rows · 4 hits · seen\\x1b[2J enough
            stopped · 5 of 9 hosts · 0 pending · 50 rows · 5 hits · seen\\x1b[2J enough
            """);
  }

  @Test
  void an_archived_campaign_has_ended() {
    streams(status("s3", "archived", "null"));

    assertThat(follow().exitCode()).isZero();
  }

  @Test
  void a_stream_that_ended_is_taken_up_at_the_last_event() {
    streams(HELLO + ACTIVE + coverage("c1", 3, 6), "retry: 700\n\n", coverage("c2", 9, 0));
    var shell = new Shell(server);

    var told = follow(shell);

    assertThat(told.exitCode()).isZero();
    assertThat(told.results().lines()).hasSize(2);
    assertThat(server.calls().stream().map(call -> call.header("Last-event-id")))
        .containsExactly(null, "c1.s", "c1.s");
    assertThat(shell.pauses()).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(700));
  }

  @Test
  void a_session_that_ended_meanwhile_is_opened_again() {
    var connection = new AtomicInteger();
    server.on(
        STREAM,
        exchange -> {
          boolean first = connection.getAndIncrement() == 0;
          send(exchange, first ? ACTIVE + coverage("c1", 3, 6) : coverage("c2", 9, 0));
          if (first) {
            server.endSessions();
          }
        });
    var shell =
        new Shell()
            .set("MIMIR_URL", server.url())
            .set("MIMIR_USERNAME", "ann")
            .set("MIMIR_PASSWORD", FakeServer.PASSWORD);

    assertThat(follow(shell).exitCode()).isZero();
    assertThat(server.lines()).filteredOn("POST /api/v1/session"::equals).hasSize(2);
    assertThat(server.openSessions()).isZero();
  }

  @Test
  void a_server_that_is_away_for_a_while_is_waited_for_longer_and_longer() {
    var connection = new AtomicInteger();
    server.on(
        STREAM,
        exchange -> {
          switch (connection.getAndIncrement()) {
            case 0 -> send(exchange, HELLO + ACTIVE + coverage("c1", 3, 6));
            case 1, 2, 3 -> FakeServer.reply(exchange, 503, "{}");
            default -> send(exchange, coverage("c2", 9, 0));
          }
        });
    var shell = new Shell(server);

    assertThat(follow(shell).exitCode()).isZero();
    assertThat(shell.pauses().stream().map(Duration::toSeconds).collect(Collectors.toList()))
        .containsExactly(2L, 4L, 8L, 16L);
  }

  @Test
  void a_server_that_stays_away_is_given_up() {
    server.answers(STREAM, 503, FakeServer.problem("away", "Nobody there.", ""));

    assertThat(follow()).isEqualTo(new Shell.Told(3, "", "mimir-cli: Nobody there. (away)\n"));
    assertThat(server.calls()).hasSize(8);
  }

  @Test
  void a_refusal_ends_it_at_once() {
    server.answers(STREAM, 404, FakeServer.problem("not_found", "No such campaign.", ""));

    assertThat(follow().exitCode()).isEqualTo(1);
    assertThat(server.calls()).hasSize(1);
  }

  @Test
  void in_json_each_event_is_an_object_on_its_line() {
    streams(HELLO + ACTIVE + coverage("c1", 9, 0));

    var lines = follow("-o", "json").results().lines().map(Api::parse).toList();

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .isEqualTo(
            Api.parse(
                """
                {"event":"status","id":"c.s1","data":{"status":"active","stop_reason":null}}
                """));
    assertThat(lines.getLast().path("event").asText()).isEqualTo("coverage");
    assertThat(lines.getLast().path("data").path("hosts").path("responded").asInt()).isEqualTo(9);
  }

  @Test
  void a_terminal_has_one_line_that_is_rewritten() {
    streams(ACTIVE + coverage("c1", 3, 6) + coverage("c1", 3, 6) + coverage("c2", 9, 0));

    assertThat(follow(new Shell(server).onTerminal()).results())
        .isEqualTo(
            "\ractive · 3 of 9 hosts · 6 pending · 30 rows · 3 hits\u001b[K"
                + "\ractive · 9 of 9 hosts · 0 pending · 90 rows · 9 hits\u001b[K\n");
  }

  @Test
  void a_launch_can_be_followed_at_once() {
    server.answers("POST /api/v1/campaigns", 201, "{\"id\":\"" + ID + "\",\"name\":\"n\"}");
    streams(ACTIVE + coverage("c1", 9, 0));

    var told =
        new Shell(server).run("campaign", "launch", "--sql", "SELECT 1", "--all", "--follow");

    assertThat(told.exitCode()).isZero();
    assertThat(told.results().lines().toList().getLast()).startsWith("active · 9 of 9 hosts");
  }
}
