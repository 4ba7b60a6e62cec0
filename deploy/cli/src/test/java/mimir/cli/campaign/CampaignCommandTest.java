package mimir.cli.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.cli.FakeServer;
import mimir.cli.Shell;
import mimir.cli.server.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignCommandTest {
  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final String ID = "01890000-0000-7000-8000-000000000001";
  private static final String HOST = "01890000-0000-7000-8000-00000000000a";
  private static final String DETAIL =
      """
      {"id":"%s","name":"listeners","kind":"osquery","status":"active",\
      "created_at":"2026-11-20T10:00:00Z","created_by":"ann",\
      "hosts":{"assigned":50,"responded":7,"pending":41,"errored":1,"cancelled":1},"hits":7,\
      "stop_reason":null,"queries":[{"sql":"SELECT 1"}],\
      "warnings":[{"code":"table_not_on_platform","message":"Not on\\u001b[2J windows."}]}"""
          .formatted(ID);

  @TempDir private Path folder;
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    server.answers("POST " + CAMPAIGNS, 201, DETAIL);
    server.answers("GET " + CAMPAIGNS + "/" + ID, 200, DETAIL);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Shell.Told run(String... words) {
    return new Shell(server).run(words);
  }

  private void assertSent(String json) {
    assertThat(Api.parse(server.last().body())).isEqualTo(Api.parse(json));
  }

  @Test
  void a_launch_at_the_fleet_says_so() {
    var told = run("campaign", "launch", "--sql", "SELECT 1", "--all");

    assertThat(told.exitCode()).isZero();
    assertThat(told.results()).isEqualTo("listeners is launched at 50 hosts (" + ID + ")\n");
    assertThat(told.notes()).isEqualTo("Warning: Not on\\x1b[2J windows.\n");
    assertThat(server.last().line()).isEqualTo("POST " + CAMPAIGNS);
    assertThat(server.last().header("Content-type")).isEqualTo("application/json");
    assertSent("{\"sql\":\"SELECT 1\",\"target\":{\"type\":\"all\"}}");
  }

  @Test
  void a_launch_has_every_field_of_the_api() {
    String other = HOST.replace('a', 'b');

    var told =
        new Shell(server)
            .input("SELECT 'ü'\n  FROM x\n")
            .run(
                "campaign",
                "launch",
                "--sql-file",
                "-",
                "--host",
                HOST,
                "--host",
                other,
                "--name",
                "n",
                "--live-window",
                "30",
                "--expires-at",
                "2027-01-31T12:00:00Z",
                "--idempotency-key",
                "build-7",
                "-o",
                "json");

    assertThat(told.results()).isEqualTo(DETAIL + "\n");
    assertThat(server.last().header("Idempotency-key")).isEqualTo("build-7");
    assertSent(
        """
        {"name":"n","sql":"SELECT 'ü'\\n  FROM x\\n",
         "target":{"type":"hosts","host_ids":["%s","%s"]},
         "live_window_minutes":30,"expires_at":"2027-01-31T12:00:00Z"}
        """
            .formatted(HOST, other));
  }

  @Test
  void sql_and_target_come_from_files() throws IOException {
    Path sql = Files.writeString(folder.resolve("q.sql"), "SELECT 2");
    Path target =
        Files.writeString(folder.resolve("t.json"), "{\"type\":\"os_in\",\"os\":[\"linux\"]}");

    run("campaign", "launch", "--sql-file", sql.toString(), "--target", target.toString());

    assertSent("{\"sql\":\"SELECT 2\",\"target\":{\"type\":\"os_in\",\"os\":[\"linux\"]}}");
  }

  @Test
  void a_saved_query_is_launched_at_its_own_target() {
    run("campaign", "launch", "--saved-query", ID, "--saved-target");

    assertSent("{\"saved_query_id\":\"" + ID + "\",\"use_saved_target\":true}");
  }

  @Test
  void nobody_is_asked_by_default_and_one_question_at_a_time() {
    for (var words :
        List.of(
            List.of("--sql", "SELECT 1"),
            List.of("--all"),
            List.of("--sql", "SELECT 1", "--all", "--host", HOST),
            List.of("--sql", "SELECT 1", "--sql-file", "-", "--all"),
            List.of("--sql", "SELECT 1", "--host", "../session"),
            List.of("--sql", "SELECT 1", "--target", folder + "/none"),
            List.of("--sql", "SELECT 1", "--all", "--expires-at", "tomorrow"),
            List.of("--sql", "SELECT 1", "--all", "--idempotency-key", "a b"))) {
      var all = new java.util.ArrayList<>(List.of("campaign", "launch"));
      all.addAll(words);
      assertThat(run(all.toArray(String[]::new)).exitCode()).as(words.toString()).isEqualTo(2);
    }
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void a_launch_is_sent_again_with_the_same_key() {
    var attempts = new AtomicInteger();
    server.on(
        "POST " + CAMPAIGNS,
        exchange -> {
          if (attempts.incrementAndGet() == 1) {
            // It may have arrived, or not: the connection breaks without a word.
            exchange.close();
          } else {
            FakeServer.reply(exchange, 201, DETAIL);
          }
        });

    assertThat(run("campaign", "launch", "--sql", "SELECT 1", "--all").exitCode()).isZero();

    var keys = server.sent().stream().map(each -> each.header("Idempotency-key")).toList();
    assertThat(keys).hasSize(2).doesNotContainNull();
    assertThat(keys.getFirst()).isEqualTo(keys.getLast());
    run("campaign", "launch", "--sql", "SELECT 1", "--all");
    assertThat(server.last().header("Idempotency-key")).isNotEqualTo(keys.getFirst());
  }

  @Test
  void a_refused_launch_is_not_sent_again() {
    server.answers(
        "POST " + CAMPAIGNS,
        429,
        FakeServer.problem("max_concurrent_hunts_reached", "Wait for one to end.", ""));

    assertThat(run("campaign", "launch", "--sql", "SELECT 1", "--all").exitCode()).isEqualTo(1);
    assertThat(server.sent()).hasSize(1);
  }

  @Test
  void the_list_goes_over_pages_up_to_the_limit() {
    server.on(
        "GET " + CAMPAIGNS,
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          int count = Integer.parseInt(query.replaceFirst(".*limit=(\\d+).*", "$1"));
          String items =
              IntStream.range(0, count).mapToObj(_ -> DETAIL).collect(Collectors.joining(","));
          FakeServer.reply(
              exchange, 200, "{\"items\":[%s],\"next_cursor\":\"next\"}".formatted(items));
        });

    var told =
        run(
            "campaign",
            "list",
            "--status",
            "active",
            "--kind",
            "osquery",
            "-q",
            "a&b",
            "--limit",
            "700",
            "-o",
            "json");

    assertThat(Api.parse(told.results()).path("items")).hasSize(700);
    assertThat(Api.parse(told.results())).hasSize(1);
    String filter = CAMPAIGNS + "?status=active&kind=osquery&q=a%26b";
    assertThat(server.lines())
        .containsExactly(
            "GET " + filter + "&limit=500", "GET " + filter + "&limit=200&cursor=next");
  }

  @Test
  void the_list_is_a_table_that_no_name_can_break() {
    server.answers(
        "GET " + CAMPAIGNS,
        200,
        "{\"items\":[%s],\"next_cursor\":null}"
            .formatted(DETAIL.replace("listeners", "a\\u001b]0;x\\u0007\\nb")));

    var lines = run("campaign", "list").results().lines().toList();

    assertThat(server.last().line()).isEqualTo("GET " + CAMPAIGNS + "?limit=50");
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("ID ").endsWith("CANCELLED  HITS");
    assertThat(lines.getLast())
        .startsWith(
            ID + "  a\\x1b]0;x\\x07\\x0ab  osquery  active  2026-11-20T10:00:00Z  ann  50 ");
  }

  @Test
  void one_campaign_is_shown_with_all_its_numbers() {
    assertThat(run("campaign", "show", ID).results().lines())
        .contains(
            "id                   " + ID,
            "hosts.pending        41",
            "queries[0].sql       SELECT 1",
            "warnings[0].message  Not on\\x1b[2J windows.")
        .noneMatch(line -> line.contains("stop_reason"));
    assertThat(run("campaign", "show", ID, "-o", "json").results()).isEqualTo(DETAIL + "\n");
  }

  @Test
  void an_id_is_an_id_and_no_path() {
    assertThat(run("campaign", "show", "../session").exitCode()).isEqualTo(2);
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void a_campaign_is_stopped_for_a_reason() {
    server.answers("POST " + CAMPAIGNS + "/" + ID + "/stop", 200, DETAIL);

    var told = run("campaign", "stop", ID, "--reason", "seen enough", "--discard-in-flight");

    assertThat(told.results())
        .isEqualTo("listeners is stopped; 7 of 50 hosts have responded (" + ID + ")\n");
    assertThat(server.last().line()).isEqualTo("POST " + CAMPAIGNS + "/" + ID + "/stop");
    assertSent("{\"reason\":\"seen enough\",\"discard_in_flight\":true}");
    run("campaign", "stop", ID);
    assertSent("{\"discard_in_flight\":false}");
  }
}
