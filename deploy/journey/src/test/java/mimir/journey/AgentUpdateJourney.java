package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The reference agent with real files and processes; and what must never run on it. */
@Order(9)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentUpdateJourney {

  @TempDir static Path directory;

  private RunningSystem running;
  private Releases releases;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    shared.admin("agent-uploads");
    releases =
        new Releases(
            shared.signing(),
            shared.local().gateway(),
            "agent-uploads",
            shared.admin("agent-second"),
            directory);
  }

  private String rolledOut(String version) {
    String id = releases.uploaded(version, AgentOfThisMachine.binary(version));
    releases.approve(id);
    releases.rollOut(id, 100);
    return id;
  }

  @Test
  void a_signed_osqueryd_takes_the_place_of_the_old_one() throws Exception {
    try (var agent =
        AgentOfThisMachine.start(
            running.local(), directory.resolve("good"), running.signing().publicKey())) {
      String id = rolledOut("5.95.1");

      await()
          .atMost(Patience.LONG)
          .untilAsserted(
              () -> assertThat(releases.get(id).at("/health/installed").asInt()).isEqualTo(1));

      assertThat(agent.installed()).isEqualTo(AgentOfThisMachine.binary("5.95.1"));
      assertThat(agent.old()).isEqualTo(AgentOfThisMachine.binary("5.0.0"));
      assertThat(agent.ran()).containsExactly("5.0.0", "5.95.1");
      releases.rollOut(id, 0);

      changedBehindTheServices(agent);
    }
  }

  /** INV-17: somebody has changed the file in the store after it was approved. */
  private void changedBehindTheServices(AgentOfThisMachine agent) throws Exception {
    String id = releases.uploaded("5.95.2", AgentOfThisMachine.binary("5.95.2"));
    releases.approve(id);
    Path stored =
        running.local().data().resolve("releases").resolve(releases.get(id).get("sha256").asText());
    Files.write(stored, AgentOfThisMachine.binary("5.66.6"));

    releases.rollOut(id, 100);

    // So many of its questions, each a second and a bit apart, were answered without an offer.
    Instant until = Instant.now().plusSeconds(8);
    await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(until));
    assertThat(releases.get(id).at("/health/offered").asInt()).isZero();
    assertThat(agent.ran()).containsExactly("5.0.0", "5.95.1");
    releases.rollOut(id, 0);
  }

  /** As when a server was taken over together with its keys: the agent has its own. */
  @Test
  void what_another_key_has_signed_never_runs_and_the_admin_is_told_why() throws Exception {
    String another = new SigningRun(directory.resolve("another.pem")).keygen();
    try (var agent =
        AgentOfThisMachine.start(running.local(), directory.resolve("strict"), another)) {
      String id = rolledOut("5.96.1");

      await()
          .atMost(Patience.LONG)
          .untilAsserted(
              () ->
                  assertThat(releases.get(id).at("/failures/0/detail").asText())
                      .contains("signature"));

      assertThat(agent.installed()).isEqualTo(AgentOfThisMachine.binary("5.0.0"));
      assertThat(agent.ran()).containsExactly("5.0.0");
      releases.rollOut(id, 0);
    }
  }
}
