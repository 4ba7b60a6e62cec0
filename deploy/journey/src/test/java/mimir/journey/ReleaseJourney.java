package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.contracts.agreed.Cohort;
import mimir.fleet.Fleet;
import mimir.fleet.FleetOptions;
import mimir.fleet.SimulatedHost;
import mimir.fleet.tables.Platform;
import mimir.fleet.update.Updater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A signed osquery from CI to the hosts: two persons, cohorts, a pause, a roll back, and a build
 * that is bad. Last, because its hosts stay enrolled.
 */
@Order(8)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleaseJourney {
  private static final int HOSTS = 80;

  @TempDir static Path directory;

  private RunningSystem running;
  private Releases releases;
  private Person second;
  private Fleet fleet;

  /** The linux/amd64 hosts, by their ids. */
  private final Map<UUID, SimulatedHost> hosts = new HashMap<>();

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    Set<String> others = ids();
    shared.admin("uploads");
    second = shared.admin("second");
    releases =
        new Releases(shared.signing(), shared.local().gateway(), "uploads", second, directory);
    fleet =
        Fleet.start(
            FleetOptions.of(shared.local().agents(), shared.local().enrollSecret())
                .withServers(shared.local().agentsOfAll())
                .withCaFile(shared.local().caFile())
                .withHosts(HOSTS)
                .withSeed(11)
                .withPollInterval(Duration.ofSeconds(1))
                .withUpdates(
                    Optional.of(
                        new FleetOptions.Updates(
                            List.of(shared.signing().publicKey()),
                            new Updater.Habits(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                            0,
                            0))));
    await().atMost(Patience.LONG).untilAsserted(() -> assertThat(listed(others)).hasSize(HOSTS));
    var byName =
        fleet.hosts().stream().collect(Collectors.toMap(SimulatedHost::hostname, host -> host));
    for (JsonNode host : listed(others)) {
      var simulated = byName.get(host.get("hostname").asText());
      if (simulated.platform() == Platform.LINUX) {
        hosts.put(UUID.fromString(host.get("id").asText()), simulated);
      }
    }
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  private Set<String> ids() {
    return listed(Set.of()).stream()
        .map(host -> host.get("id").asText())
        .collect(Collectors.toSet());
  }

  private List<JsonNode> listed(Set<String> without) {
    var listed = new ArrayList<JsonNode>();
    String cursor = "";
    do {
      var page = running.admin().get("/api/v1/hosts?limit=500" + cursor).body();
      page.get("items").forEach(listed::add);
      cursor =
          page.get("next_cursor").isNull() ? "" : "&cursor=" + page.get("next_cursor").asText();
    } while (!cursor.isEmpty());
    listed.removeIf(host -> without.contains(host.get("id").asText()));
    return listed;
  }

  /** Whom a rollout of so many percent reaches, by the rule that everybody can compute (O-6). */
  private Set<UUID> cohort(String version, int percent) {
    return hosts.keySet().stream()
        .filter(host -> Cohort.reached(host, version, percent))
        .collect(Collectors.toSet());
  }

  private Set<UUID> running(String version) {
    return hosts.entrySet().stream()
        .filter(host -> host.getValue().osqueryVersion().equals(version))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Exactly those run it, and still only those after everybody has asked some times more. */
  private void awaitRunning(String version, Set<UUID> expected) {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(() -> assertThat(running(version)).isEqualTo(expected));
    RunningSystem.awaitPolls(online(), 4);
    assertThat(running(version)).isEqualTo(expected);
  }

  private List<SimulatedHost> online() {
    return hosts.values().stream().filter(SimulatedHost::isOnline).toList();
  }

  /** A version that so many percent of a few dozen hosts are enough hosts of. */
  private String version(String prefix, int percent, int atLeast) {
    return IntStream.range(1, 1_000)
        .mapToObj(n -> prefix + n)
        .filter(version -> cohort(version, percent).size() >= atLeast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_release_goes_from_one_percent_to_all_and_back() {
    String version = version("5.90.", 1, 1);
    String id = releases.uploaded(version);
    assertThat(rollout(id, 1).code()).isEqualTo("not_approved");
    assertThat(
            new Person(running.local().gateway())
                .signIn("uploads", RunningSystem.OPERATOR_PASSWORD)
                .post(Releases.PATH + "/" + id + "/approve", Map.of())
                .code())
        .isEqualTo("second_person_required");
    releases.approve(id);
    RunningSystem.awaitPolls(online(), 3);
    assertThat(running(version)).as("approved is not rolled out").isEmpty();

    for (int percent : List.of(1, 25, 100)) {
      releases.rollOut(id, percent);
      awaitRunning(version, cohort(version, percent));
    }
    assertThat(running(version)).hasSameSizeAs(hosts.keySet());
    awaitHealth(id, "offered", hosts.size());
    awaitHealth(id, "installed", hosts.size());
    assertThat(releases.get(id).at("/health/failed").asInt()).isZero();
    var shown = running.admin().get("/api/v1/hosts?limit=500&osquery_version=" + version).body();
    assertThat(shown.get("items")).hasSameSizeAs(hosts.keySet());

    pauseAndRollBack(version, id);
  }

  private void pauseAndRollBack(String before, String beforeId) {
    String version = version("5.91.", 25, 4);
    String id = releases.approved(version);
    releases.rollOut(id, 25);
    Set<UUID> quarter = cohort(version, 25);
    awaitRunning(version, quarter);
    assertThat(running(before)).hasSize(hosts.size() - quarter.size());
    assertThat(releases.delete(id).code()).isEqualTo("rollout_active");

    releases.rollOut(id, 0);
    awaitRunning(version, quarter);

    releases.approve(beforeId);
    awaitRunning(before, hosts.keySet());
    assertThat(releases.delete(id).status()).isEqualTo(204);
    releases.rollOut(beforeId, 0);
  }

  private Person.Answer rollout(String id, int percent) {
    return second.put(Releases.PATH + "/" + id + "/rollout", Map.of("percent", percent));
  }

  private void awaitHealth(String id, String count, int hosts) {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> assertThat(releases.get(id).at("/health/" + count).asInt()).isEqualTo(hosts));
  }

  @Test
  void a_build_that_does_not_run_is_paused_by_itself() {
    String version = version("5.92.", 50, 6);
    hosts.values().forEach(host -> host.profile().cannotRun(version));
    String id = releases.approved(version);

    releases.rollOut(id, 50);

    awaitPaused(id);
    assertThat(releases.get(id).get("pause_reason").asText()).contains("exit code 139");
    assertThat(releases.get(id).at("/failures/0/detail").asText()).contains("exit code 139");
    assertThat(releases.get(id).at("/health/failed").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(running(version)).isEmpty();
  }

  /** Of a handful of hosts that were its canaries nobody hears again. */
  @Test
  void a_build_that_kills_its_hosts_is_paused_by_itself() {
    String version = version("5.93.", 20, 6);
    Set<UUID> canaries = new HashSet<>(cohort(version, 20));
    canaries.forEach(host -> hosts.get(host).profile().diesOf(version));
    String id = releases.approved(version);

    releases.rollOut(id, 20);

    awaitPaused(id);
    assertThat(releases.get(id).at("/health/silent").asInt()).isGreaterThanOrEqualTo(3);
    // They are gone for good, and no test counts on them any more.
    canaries.forEach(host -> hosts.remove(host));
  }

  private void awaitPaused(String id) {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> {
              assertThat(releases.get(id).get("rollout").asInt()).isZero();
              assertThat(releases.get(id).get("pause_reason").asText()).startsWith("Paused");
            });
  }
}
