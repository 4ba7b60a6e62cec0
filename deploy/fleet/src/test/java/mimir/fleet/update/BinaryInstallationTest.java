package mimir.fleet.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files and processes; an osqueryd is a script that says its version. */
class BinaryInstallationTest {
  private static final String SHA256 = "ab".repeat(32);
  private static final String RUNS = "exec sleep 600";

  @TempDir Path directory;

  private Path binary;
  private OsqueryDaemon daemon;
  private BinaryInstallation installation;

  @BeforeEach
  void an_osqueryd_that_runs() throws IOException {
    binary = directory.resolve("osqueryd");
    write(binary, "5.23.0", RUNS);
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
    begin();
  }

  private void begin() throws IOException {
    daemon = new OsqueryDaemon(binary, List.of("--flagfile=x"), directory.resolve("log"));
    installation = new BinaryInstallation(binary, daemon, Duration.ofMillis(300));
    daemon.ensureRunning();
  }

  @AfterEach
  void end() {
    daemon.close();
  }

  /** It writes down which version was run last, and with what. */
  private void write(Path file, String version, String then) throws IOException {
    Files.writeString(
        file,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "osqueryd version %s"; exit 0; fi
        echo "%s $*" >> %s
        %s
        """
            .formatted(version, version, directory.resolve("ran"), then));
  }

  private Path downloaded(String version, String then) throws IOException {
    Path file = installation.download(SHA256);
    write(file, version, then);
    return file;
  }

  private void awaitRan(String... versions) {
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(directory.resolve("ran")))
                    .map(line -> line.split(" ", -1)[0])
                    .containsExactly(versions));
  }

  @Test
  void a_new_one_takes_the_place_and_the_old_one_is_kept() throws Exception {
    awaitRan("5.23.0");
    Path file = downloaded("5.23.1", RUNS);

    installation.install(file, "5.23.1");

    awaitRan("5.23.0", "5.23.1");
    assertThat(Files.readAllLines(directory.resolve("ran")).getLast())
        .isEqualTo("5.23.1 --flagfile=x");
    assertThat(installation.version()).isEqualTo("5.23.1");
    // Until the server knows of it, it may still have to go back.
    assertThat(OsqueryDaemon.version(directory.resolve("osqueryd.before"))).isEqualTo("5.23.0");
    assertThat(file).doesNotExist();
    assertThat(directory.resolve("osqueryd.installing")).hasContent("5.23.1");
    installation.settled(Outcome.installed("5.23.1"));
    assertThat(OsqueryDaemon.version(directory.resolve("osqueryd.old"))).isEqualTo("5.23.0");
    assertThat(directory.resolve("osqueryd.before")).doesNotExist();
    assertThat(directory.resolve("osqueryd.installing")).doesNotExist();
  }

  @Test
  void one_that_ends_soon_gives_its_place_back() throws Exception {
    awaitRan("5.23.0");
    Files.writeString(directory.resolve("osqueryd.old"), "the one before");
    Path file = downloaded("5.23.1", "echo cannot open the database; exit 139");

    assertThatThrownBy(() -> installation.install(file, "5.23.1"))
        .isInstanceOf(InstallFailed.class)
        .hasMessageContaining("139")
        .hasMessageContaining("saying: cannot open the database")
        .hasMessageContaining("the old one runs again");
    assertThat(directory.resolve("osqueryd.old")).hasContent("the one before");
    assertThat(directory.resolve("osqueryd.before")).doesNotExist();

    awaitRan("5.23.0", "5.23.1", "5.23.0");
    assertThat(installation.version()).isEqualTo("5.23.0");
    assertThat(daemon.endsWithin(Duration.ofMillis(100))).isEmpty();
  }

  @Test
  void one_of_another_version_or_that_does_not_run_never_gets_the_place() throws Exception {
    awaitRan("5.23.0");
    Path other = downloaded("5.23.2", RUNS);
    assertThatThrownBy(() -> installation.install(other, "5.23.1"))
        .isInstanceOf(InstallFailed.class)
        .hasMessageContaining("5.23.2");

    Path broken = installation.download(SHA256);
    Files.writeString(broken, "#!/bin/sh\necho what; exit 3\n");
    assertThatThrownBy(() -> installation.install(broken, "5.23.1"))
        .isInstanceOf(InstallFailed.class)
        .hasMessageContaining("3")
        .hasMessageContaining("what");

    awaitRan("5.23.0");
    assertThat(installation.version()).isEqualTo("5.23.0");
    assertThat(directory.resolve("osqueryd.installing")).doesNotExist();
  }

  @Test
  void an_agent_that_died_before_the_report_finds_that_it_runs() throws Exception {
    installation.install(downloaded("5.23.1", RUNS), "5.23.1");
    daemon.close();

    begin();

    assertThat(installation.recover()).contains(Outcome.installed("5.23.1"));
    installation.settled(Outcome.installed("5.23.1"));
    assertThat(installation.recover()).isEmpty();
  }

  @Test
  void one_that_does_not_run_after_the_agents_death_is_undone() throws Exception {
    Files.createLink(directory.resolve("osqueryd.before"), binary);
    Path file = downloaded("5.23.1", "exit 1");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("osqueryd.installing"), "5.23.1");
    daemon.close();
    Files.delete(binary);
    Files.move(file, binary);

    begin();

    Optional<Outcome> outcome = installation.recover();
    assertThat(outcome).isPresent();
    assertThat(outcome.get().installed()).isFalse();
    assertThat(outcome.get().detail()).contains("exit code 1");
    assertThat(installation.version()).isEqualTo("5.23.0");
  }

  @Test
  void one_that_was_not_in_its_place_yet_is_reported_as_failed() throws Exception {
    Files.writeString(directory.resolve("osqueryd.installing"), "5.23.1");

    assertThat(installation.recover())
        .hasValueSatisfying(outcome -> assertThat(outcome.installed()).isFalse());
    assertThat(installation.version()).isEqualTo("5.23.0");
  }

  /** It may not even say its version. */
  @Test
  void one_that_says_nothing_after_the_agents_death_is_undone() throws Exception {
    Files.createLink(directory.resolve("osqueryd.before"), binary);
    Files.writeString(directory.resolve("osqueryd.installing"), "5.23.1");
    daemon.close();
    Files.delete(binary);
    Files.writeString(binary, "");

    daemon = new OsqueryDaemon(binary, List.of(), directory.resolve("log"));
    installation = new BinaryInstallation(binary, daemon, Duration.ofMillis(300));

    assertThat(installation.recover())
        .hasValueSatisfying(outcome -> assertThat(outcome.installed()).isFalse());
    assertThat(installation.version()).isEqualTo("5.23.0");
  }

  /** The report was not taken yet, and at the next start of the agent the new one does not run. */
  @Test
  void one_that_stops_running_before_the_report_is_undone_too() throws Exception {
    installation.install(downloaded("5.23.1", RUNS), "5.23.1");
    daemon.close();
    write(binary, "5.23.1", "exit 4");

    begin();

    assertThat(installation.recover())
        .hasValueSatisfying(outcome -> assertThat(outcome.detail()).contains("exit code 4"));
    assertThat(installation.version()).isEqualTo("5.23.0");
  }

  @Test
  void a_note_that_was_cut_short_is_forgotten() throws Exception {
    Files.writeString(directory.resolve("osqueryd.installing"), "");

    assertThat(installation.recover()).isEmpty();
    assertThat(directory.resolve("osqueryd.installing")).doesNotExist();
  }

  /** A killed agent leaves its osqueryd, which would lock the new one's database. */
  @Test
  void an_orphan_is_ended_before_another_is_started() throws Exception {
    awaitRan("5.23.0");
    long orphan =
        Long.parseLong(Files.readString(directory.resolve("osqueryd.running")).split(" ", -1)[0]);
    assertThat(ProcessHandle.of(orphan))
        .hasValueSatisfying(it -> assertThat(it.isAlive()).isTrue());

    begin();

    awaitRan("5.23.0", "5.23.0");
    assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void another_process_of_the_same_number_is_left_alone() throws Exception {
    daemon.close();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(
          directory.resolve("osqueryd.running"), stranger.pid() + " 2020-01-01T00:00:00Z");

      begin();

      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void of_downloads_only_the_last_one_is_kept() throws Exception {
    Path first = downloaded("5.23.1", RUNS);

    Path second = installation.download("cd".repeat(32));

    assertThat(second).isNotEqualTo(first);
    assertThat(first).doesNotExist();
    assertThat(installation.download("cd".repeat(32))).isEqualTo(second);
  }

  @Test
  void a_daemon_that_ends_is_started_again() throws Exception {
    awaitRan("5.23.0");
    daemon.stop();

    daemon.ensureRunning();
    daemon.ensureRunning();

    awaitRan("5.23.0", "5.23.0");
  }
}
