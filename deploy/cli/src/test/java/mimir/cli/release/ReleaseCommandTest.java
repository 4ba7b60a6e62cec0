package mimir.cli.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mimir.cli.FakeServer;
import mimir.cli.Shell;
import mimir.cli.server.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseCommandTest {
  private static final String RELEASES = "/api/v1/osquery-releases";
  private static final String ID = "01890000-0000-7000-8000-000000000001";
  private static final String OTHER = "01890000-0000-7000-8000-000000000002";

  @TempDir private Path folder;
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    lists(release(ID, "linux", "amd64"), release(OTHER, "linux", "arm64"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String release(String id, String os, String arch) {
    return """
        {"id":"%s","version":"5.23.0","os":"%s","arch":"%s","status":"approved","rollout":5,\
        "added_at":"2026-11-20T10:00:00Z","added_by":"ann","approved_by":"bob","has_binary":true,\
        "health":{"offered":100,"installed":97,"failed":2,"silent":1},"pause_reason":null}"""
        .formatted(id, os, arch);
  }

  private void lists(String... releases) {
    server.answers(
        "GET " + RELEASES,
        200,
        "{\"items\":[%s],\"next_cursor\":null}".formatted(String.join(",", releases)));
  }

  private Shell.Told run(String... words) {
    return new Shell(server).run(words);
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
  void the_list_is_a_table() {
    var told = run("release", "list");

    assertThat(told.results().lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("RELEASE             STATUS    ROLLOUT  BINARY  OFFERED");
    assertThat(told.results())
        .contains("5.23.0:linux/amd64  approved  5%       yes     100      97         2       1");
  }

  @Test
  void the_list_as_json_is_what_the_api_answers_over_all_pages() throws IOException {
    server.on(
        "GET " + RELEASES,
        exchange -> {
          boolean first = !exchange.getRequestURI().getQuery().contains("cursor=");
          FakeServer.reply(
              exchange,
              200,
              first
                  ? "{\"items\":[{\"id\":1,\"share\":1.50}],\"next_cursor\":\"a+/=&\"}"
                  : "{\"items\":[{\"id\":2,\"x\":null}],\"next_cursor\":null}");
        });

    assertThat(run("release", "list", "-o", "json").results())
        .isEqualTo("{\"items\":[{\"id\":1,\"share\":1.50},{\"id\":2,\"x\":null}]}\n");
    assertThat(server.last().line()).endsWith("?limit=500&cursor=a%2B%2F%3D%26");
  }

  @Test
  void register_sends_what_was_signed() throws IOException {
    server.answers("POST " + RELEASES, 201, release(ID, "linux", "amd64"));
    Path signed = signed("AB".repeat(32));

    var told = run("release", "register", "--signed", signed.toString());

    assertThat(told.exitCode()).isZero();
    assertThat(told.results())
        .isEqualTo("5.23.0:linux/amd64 is approved, rollout 5% (" + ID + ")\n");
    assertThat(server.last().header("Content-type")).isEqualTo("application/json");
    assertThat(Api.parse(server.last().body())).isEqualTo(Api.parse(Files.readString(signed)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":\"5.23.0\"}",
        "no json",
        "[]",
        "{\"version\":\"1\",\"os\":\"l\",\"arch\":\"a\",\"download_url\":\"u\",\"sha256\":\"s\",\"signature\":\"s\",\"manifest_timestamp\":\"t\",\"more\":\"x\"}"
      })
  void what_is_no_signed_manifest_is_not_sent(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("signed.json"), text);

    assertThat(run("release", "register", "--signed", file.toString()).exitCode()).isEqualTo(2);
    assertThat(server.sent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {ID, "5.23.0:linux/amd64", "5.23.0 linux/amd64"})
  void a_release_is_approved_by_any_of_its_names(String name) {
    server.answers("POST " + RELEASES + "/" + ID + "/approve", 200, release(ID, "linux", "amd64"));

    assertThat(run(("release approve " + name).split(" ")).exitCode()).isZero();
    assertThat(server.last().line()).isEqualTo("POST " + RELEASES + "/" + ID + "/approve");
    assertThat(server.last().body()).isEmpty();
  }

  @Test
  void a_rollout_is_set() {
    server.answers(
        "PUT " + RELEASES + "/" + OTHER + "/rollout", 200, release(OTHER, "linux", "arm64"));

    var told = run("release", "rollout", "5.23.0:linux/arm64", "25", "--output", "json");

    assertThat(told.results()).isEqualTo(release(OTHER, "linux", "arm64") + "\n");
    assertThat(server.last().line()).isEqualTo("PUT " + RELEASES + "/" + OTHER + "/rollout");
    assertThat(server.last().body()).isEqualTo("{\"percent\":25}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "101", "1.5"})
  void a_percentage_is_0_to_100(String percent) {
    assertThat(run("release", "rollout", ID, percent).exitCode()).isEqualTo(2);
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void a_release_is_deleted() {
    server.answers("DELETE " + RELEASES + "/" + ID, 204, "");

    var told = run("release", "delete", ID);

    assertThat(told.results()).isEqualTo("5.23.0:linux/amd64 is deleted\n");
    assertThat(server.last().line()).isEqualTo("DELETE " + RELEASES + "/" + ID);
  }

  @Test
  void a_refusal_is_told_as_the_server_says_it() {
    server.answers(
        "DELETE " + RELEASES + "/" + ID,
        409,
        FakeServer.problem("rollout_active", "Set rollout to 0% before deleting.", ""));

    assertThat(run("release", "delete", ID))
        .isEqualTo(
            new Shell.Told(
                1, "", "mimir-cli: Set rollout to 0% before deleting. (rollout_active)\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.24.0", "5.23.0:darwin/arm64", "01890000-0000-7000-8000-000000000009"})
  void an_unknown_release_is_told(String name) {
    var told = run("release", "delete", name);

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(told.notes()).contains("There is no release " + name);
    assertThat(server.calls()).allMatch(call -> call.line().startsWith("GET "));
  }

  @Test
  void a_version_of_several_platforms_is_ambiguous() {
    var told = run("release", "delete", "5.23.0");

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(told.notes()).contains("one of 5.23.0:linux/amd64, 5.23.0:linux/arm64");
  }

  @ParameterizedTest
  @ValueSource(strings = {":linux/amd64", "5.23.0:linux", "5.23.0:linux/amd64 linux/amd64"})
  void what_is_no_name_is_refused(String name) {
    assertThat(run(("release approve " + name).split(" ")).notes())
        .contains("A release is named by its id, or as VERSION:OS/ARCH.");
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void a_release_without_its_binary_is_said_to_be_offered_to_nobody() throws IOException {
    server.answers(
        "POST " + RELEASES,
        201,
        release(ID, "linux", "amd64").replace("\"has_binary\":true", "\"has_binary\":false"));

    assertThat(run("release", "register", "--signed", signed("ab".repeat(32)).toString()).notes())
        .contains("no host is offered it");
  }
}
