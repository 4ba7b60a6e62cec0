package mimir.fleet.update;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import mimir.fleet.wire.AgentClock;
import mimir.fleet.wire.AgentEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose server, machine and time obey the test. */
class UpdaterTest {
  private static final byte[] BINARY = "the new osqueryd".getBytes(UTF_8);
  private static final Duration INTERVAL = Duration.ofHours(4);
  private static final Duration STAGGER = Duration.ofHours(24);

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private final TestServer server = new TestServer();
  private final TestMachine machine = new TestMachine();
  private UpdateOffer offer;
  private Updater updater;

  @BeforeEach
  void an_agent_that_is_offered_an_update() {
    offer = TestRelease.offer("5.23.1", BINARY, clock.now().minusSeconds(60));
    server.reply = TestRelease.reply(offer);
    server.file = BINARY;
    updater = updater();
  }

  private Updater updater() {
    return new Updater(
        new Updater.Host("linux", "amd64"),
        new Updater.Habits(INTERVAL, STAGGER),
        TestRelease.keys(),
        server,
        machine,
        UpdateMemory.open(Optional.of(directory.resolve("memory"))),
        clock,
        new AgentEvents() {},
        new SplittableRandom(7));
  }

  /** As an agent does that sleeps until there is something to do. */
  private void live(Duration time) throws InterruptedException {
    Instant until = clock.now().plus(time);
    while (clock.now().isBefore(until)) {
      updater.step();
      clock.pause(updater.untilNextStep());
    }
  }

  @Test
  void an_offer_is_installed_within_a_day_and_a_bit_and_reported_once() throws Exception {
    live(Duration.ofHours(30));

    assertThat(machine.installed).containsExactly("5.23.1");
    assertThat(server.reports).containsExactly(new Outcome("5.23.1", true, ""));
    assertThat(machine.settled).isEqualTo(1);
  }

  @Test
  void hosts_do_not_download_at_one_time_and_ask_again_before_they_do() throws Exception {
    updater.step();
    clock.pause(updater.untilNextStep());
    updater.step();
    assertThat(server.asked).isEqualTo(1);
    assertThat(server.downloads).isZero();
    Instant due =
        UpdateMemory.open(Optional.of(directory.resolve("memory"))).due("5.23.1").orElseThrow();
    assertThat(due).isBetween(clock.now(), clock.now().plus(STAGGER));

    server.reply = TestRelease.nothing();
    live(Duration.ofHours(30));

    assertThat(server.downloads).isZero();
  }

  /** Else a laptop that is closed every night would wait for ever. */
  @Test
  void a_wait_goes_on_after_a_restart() throws Exception {
    clock.pause(updater.untilNextStep());
    updater.step();
    Path memory = directory.resolve("memory");
    Instant due = UpdateMemory.open(Optional.of(memory)).due("5.23.1").orElseThrow();

    updater = updater();
    clock.pause(updater.untilNextStep());
    updater.step();

    assertThat(UpdateMemory.open(Optional.of(memory)).due("5.23.1")).contains(due);
  }

  @Test
  void what_nobody_signed_is_reported_and_not_even_downloaded() throws Exception {
    server.reply = TestRelease.reply(new UpdateOffer(offer.manifest(), "ab".repeat(64)));

    live(Duration.ofHours(20));

    assertThat(server.downloads).isZero();
    assertThat(machine.installed).isEmpty();
    assertThat(server.reports).hasSize(1);
    assertThat(server.reports.getFirst().installed()).isFalse();
    assertThat(server.reports.getFirst().detail()).contains("signature");
  }

  @Test
  void a_file_that_is_not_what_was_signed_is_not_installed() throws Exception {
    server.file = "another osqueryd".getBytes(UTF_8);

    live(Duration.ofHours(40));

    assertThat(machine.installed).isEmpty();
    assertThat(server.reports.getFirst().detail())
        .contains(TestRelease.sha256(server.file), offer.manifest().sha256());
    assertThat(directory.resolve("download")).doesNotExist();
  }

  @Test
  void what_failed_is_tried_again_after_a_day_and_not_before() throws Exception {
    machine.fails = "ended with exit code 139";
    live(Duration.ofHours(23));
    int first = server.reports.size();
    assertThat(first).isBetween(0, 1);

    live(Duration.ofDays(5));

    // Each time a stagger of up to a day, a day's wait, and four to five hours to the next
    // question.
    assertThat(server.reports).hasSizeBetween(3, 6);
    assertThat(server.reports)
        .allSatisfy(report -> assertThat(report.detail()).isEqualTo(machine.fails));

    machine.fails = null;
    live(Duration.ofDays(3));
    assertThat(server.reports.getLast().installed()).isTrue();
  }

  @Test
  void an_outcome_is_reported_until_the_server_has_taken_it() throws Exception {
    server.takesReports = false;
    live(Duration.ofHours(30));
    assertThat(server.reports).isEmpty();
    assertThat(machine.settled).isZero();
    int asked = server.asked;

    server.takesReports = true;
    live(Duration.ofHours(6));

    assertThat(server.reports).containsExactly(new Outcome("5.23.1", true, ""));
    assertThat(machine.settled).isEqualTo(1);
    assertThat(server.asked).isGreaterThan(asked);
  }

  @Test
  void what_an_agent_that_died_has_left_is_reported_first() throws Exception {
    var left = new Outcome("5.23.1", false, "it ended with exit code 1");
    updater.found(left);

    live(Duration.ofHours(20));

    assertThat(server.reports).containsExactly(left);
    assertThat(server.downloads).as("before a day is over").isZero();
    live(Duration.ofDays(3));
    assertThat(machine.installed).containsExactly("5.23.1");
  }

  /** It is not the build's fault, and must pause no rollout. */
  @Test
  void a_broken_network_is_no_failure_until_it_has_broken_often() throws Exception {
    server.breaks = 2;
    live(Duration.ofDays(2));
    assertThat(server.reports).containsExactly(new Outcome("5.23.1", true, ""));
    assertThat(server.downloads).isEqualTo(3);
  }

  @Test
  void a_network_that_breaks_for_ever_is_reported() throws Exception {
    server.breaks = 99;
    live(Duration.ofDays(2));
    assertThat(server.reports).isNotEmpty();
    assertThat(server.reports.getFirst().detail()).contains("broke off 3 times");
  }

  @Test
  void a_refused_download_is_reported_with_the_servers_words() throws Exception {
    server.refuses = true;
    live(Duration.ofHours(30));
    assertThat(server.reports).hasSize(1);
    assertThat(server.reports.getFirst().detail()).contains("404");
  }

  /** A pause between the offer and the download: no build is bad because of it. */
  @Test
  void what_is_offered_no_more_is_no_failure() throws Exception {
    server.refuses = true;
    server.pausesAtDownload = true;

    live(Duration.ofHours(30));

    assertThat(server.downloads).isEqualTo(1);
    assertThat(server.reports).isEmpty();
  }

  /** A machine that starts with its clock years ahead. */
  @Test
  void a_clock_that_is_set_back_stops_nothing() throws Exception {
    Instant before = clock.now();
    clock.now = before.plus(Duration.ofDays(1_000));
    server.reply =
        TestRelease.reply(TestRelease.offer("5.23.1", BINARY, clock.now().minusSeconds(60)));
    machine.fails = "no";
    live(Duration.ofHours(30));
    clock.now = before;
    server.reply = TestRelease.reply(offer);
    machine.fails = null;

    live(Duration.ofHours(30));

    assertThat(machine.installed).containsExactly("5.23.1");
  }

  private static final class TestClock implements AgentClock {
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void pause(Duration duration) {
      now = now.plus(duration);
    }
  }

  private static final class TestServer implements UpdateServer {
    private final List<Outcome> reports = new ArrayList<>();
    private JsonNode reply;
    private byte[] file;
    private boolean takesReports = true;
    private int asked;
    private int downloads;
    private int breaks;
    private boolean refuses;
    private boolean pausesAtDownload;

    @Override
    public Optional<JsonNode> ask(String os, String arch, String runs) {
      asked++;
      assertThat(os + "/" + arch).isEqualTo("linux/amd64");
      boolean offers = reply.get("offer").isObject();
      return Optional.of(
          offers && reply.at("/offer/version").asText().equals(runs)
              ? TestRelease.nothing()
              : reply);
    }

    @Override
    public boolean report(Outcome outcome) {
      if (takesReports) {
        reports.add(outcome);
      }
      return takesReports;
    }

    @Override
    public void download(String path, String sha256, Path to) throws IOException {
      downloads++;
      if (pausesAtDownload) {
        reply = TestRelease.nothing();
      }
      if (refuses) {
        throw new DownloadRefused("the server answers 404");
      }
      if (breaks-- > 0) {
        throw new IOException("connection reset");
      }
      Files.write(to, file);
    }
  }

  private final class TestMachine implements Installation {
    private final List<String> installed = new ArrayList<>();
    private String fails;
    private int settled;

    @Override
    public String version() {
      return installed.isEmpty() ? "5.23.0" : installed.getLast();
    }

    @Override
    public Path download(String sha256) {
      return directory.resolve("download");
    }

    @Override
    public void install(Path verified, String version) throws InstallFailed {
      assertThat(verified).hasBinaryContent(BINARY);
      if (fails != null) {
        throw new InstallFailed(fails);
      }
      installed.add(version);
    }

    @Override
    public void settled(Outcome outcome) {
      settled++;
    }
  }
}
