package mimir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a command proves who calls, and that it leaves no session behind. */
class SessionTest {
  private static final String LIST = "GET /api/v1/osquery-releases";
  private static final String ID = "01890000-0000-7000-8000-000000000001";

  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer().answers(LIST, 200, "{\"items\":[],\"next_cursor\":null}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Shell ann() {
    return new Shell()
        .set("MIMIR_URL", server.url())
        .set("MIMIR_USERNAME", "ann")
        .set("MIMIR_PASSWORD", FakeServer.PASSWORD);
  }

  @Test
  void a_token_is_sent_with_each_request_and_opens_no_session() {
    assertThat(new Shell(server).run("release", "list").exitCode()).isZero();

    assertThat(server.lines()).containsExactly(LIST + "?limit=500");
    assertThat(server.last().header("Authorization")).isEqualTo("Bearer " + FakeServer.TOKEN);
  }

  @Test
  void an_account_signs_in_and_out_again() {
    assertThat(ann().run("release", "list").exitCode()).isZero();

    assertThat(server.lines())
        .containsExactly(
            "POST /api/v1/session",
            "GET /api/v1/session",
            LIST + "?limit=500",
            "DELETE /api/v1/session");
    assertThat(server.openSessions()).isZero();
  }

  @Test
  void a_change_carries_the_sessions_csrf_token() {
    server.answers("POST /api/v1/campaigns/" + ID + "/stop", 200, "{\"id\":\"" + ID + "\"}");

    assertThat(ann().run("campaign", "stop", ID).exitCode()).isZero();
    assertThat(server.last().header("X-csrf-token")).isEqualTo("csrf-of-abc123");
  }

  @Test
  void a_command_that_fails_signs_out_too() {
    var told = ann().run("campaign", "show", ID);

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(server.lines()).endsWith("DELETE /api/v1/session");
    assertThat(server.openSessions()).isZero();
  }

  @Test
  void a_wrong_password_is_told_and_nothing_else_is_asked() {
    var told = ann().set("MIMIR_PASSWORD", "hunter2hunter2").run("release", "list");

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.notes())
        .isEqualTo("mimir-cli: The name or the password is wrong. (bad_credentials)\n");
    assertThat(server.lines()).containsExactly("POST /api/v1/session");
  }

  @Test
  void nothing_is_sent_when_the_command_is_wrong_by_itself() {
    var told = ann().run("release", "upload", "--signed", "/nonexistent", "/nonexistent");

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(server.lines()).isEmpty();
  }

  @Test
  void a_secret_that_the_server_echoes_is_not_told() {
    server.answers(LIST, 422, FakeServer.problem("odd", "Odd: " + FakeServer.TOKEN, ""));

    var told = new Shell(server).run("release", "list");

    assertThat(told.notes()).isEqualTo("mimir-cli: Odd: *** (odd)\n");
  }

  @Test
  void options_of_all_commands_stand_before_or_behind_the_command() {
    for (var words :
        List.of(
            List.of("--server", server.url(), "-o", "json", "release", "list"),
            List.of("release", "list", "--output=json", "--server", server.url()))) {
      var told = new Shell(server).unset("MIMIR_URL").run(words.toArray(String[]::new));
      assertThat(told.results()).isEqualTo("{\"items\":[]}\n");
    }
  }
}
