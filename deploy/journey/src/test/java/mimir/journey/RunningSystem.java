package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import mimir.fleet.Fleet;
import mimir.fleet.FleetOptions;
import mimir.fleet.SimulatedHost;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The one system of all journeys of a run, because a start takes as long as a journey. It starts
 * without a host, with the flag off and with two processes of dispatch-service; each journey then
 * says what it needs.
 */
final class RunningSystem implements AutoCloseable {
  static final int HOSTS = 12;
  static final Map<String, String> FLEET = Map.of("type", "all");

  /** A target that no host has ever had. */
  static final Map<String, Object> NOBODY = hosts("00000000-0000-7000-8000-000000000000");

  static final String OPERATOR_PASSWORD = "correct horse battery";

  /** Claims a second, and at once, of both replicas together. */
  static final int DISPATCH_RATE = 50;

  static final int DISPATCH_BURST = 50;

  /** Most rows of one campaign: few enough to be crossed within a journey. */
  static final long CAMPAIGN_ROWS_MAX = 40_000;

  // Short, so that a journey need not wait as long as a person would (A-3, A-7, H-3); the rate is
  // so low that a few hundred hosts feel it.
  private static final Map<String, String> QUICK =
      Map.of(
          "MIMIR_LEASE",
          "10s",
          "MIMIR_RECONNECT_JITTER",
          "1s",
          "MIMIR_CONNECTED_WITHIN",
          "4s",
          "MIMIR_DISPATCH_RATE",
          "" + DISPATCH_RATE,
          "MIMIR_DISPATCH_BURST",
          "" + DISPATCH_BURST,
          "MIMIR_CAMPAIGN_AGGREGATE_ROW_CAP",
          "" + CAMPAIGN_ROWS_MAX);

  // A rollout is seen to go wrong within seconds, and needs two persons (O-4, O-12).
  private static final Map<String, String> ROLLOUTS =
      Map.of(
          "MIMIR_RELEASE_TWO_PERSON",
          "true",
          "MIMIR_ROLLOUT_SILENT_AFTER",
          "20s",
          "MIMIR_LAST_SEEN_WRITE_EVERY",
          "5s",
          "MIMIR_LAST_SEEN_PUBLISH_EVERY",
          "5s");

  private final Path data;
  private final SigningRun signing;
  private final LocalSystem local;
  private Person admin;
  private Fleet fleet;

  /** Hands it to the journeys, and ends it after the last of them. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RunningSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.GLOBAL)
          .computeIfAbsent(RunningSystem.class, _ -> start(), RunningSystem.class);
    }
  }

  private RunningSystem(Path data) {
    this.data = data;
    this.signing = new SigningRun(data.resolve("signing-key.pem"));
    this.local = new LocalSystem(data, QUICK);
    ROLLOUTS.forEach(local::set);
    local.set("MIMIR_RELEASE_PUBLIC_KEYS", signing.keygen());
  }

  private static RunningSystem start() {
    try {
      var running = new RunningSystem(Files.createTempDirectory("mimir-journey"));
      try {
        running.up();
      } catch (AssertionError e) {
        running.close();
        throw e;
      }
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void up() {
    local.up("--restart", "--dispatch-replicas", "2");
    admin = new Person(local.gateway()).signIn("admin", local.adminPassword());
  }

  /** What is gone after a restart is gone for good; hosts that poll find it again. */
  void restart() {
    local.down();
    up();
  }

  @Override
  public void close() {
    if (fleet != null) {
      fleet.close();
    }
    local.down();
    try (var files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What must be true behind the services, however often they were killed. */
  void assertInvariants() throws SQLException {
    try (var invariants = Invariants.of(local)) {
      invariants.assertSettledWithin(Patience.LONG);
    }
  }

  LocalSystem local() {
    return local;
  }

  Person admin() {
    return admin;
  }

  Person anonymous() {
    return new Person(local.gateway());
  }

  /** Whose signatures the services trust. */
  SigningRun signing() {
    return signing;
  }

  /** Somebody new, signed in. */
  Person operator(String username, String... capabilities) {
    return account(username, "operator", capabilities);
  }

  /** One more admin, signed in. */
  Person admin(String username) {
    return account(username, "admin");
  }

  private Person account(String username, String role, String... capabilities) {
    var account =
        Map.of(
            "username",
            username,
            "password",
            OPERATOR_PASSWORD,
            "role",
            role,
            "capabilities",
            List.of(capabilities));
    assertThat(admin.post("/api/v1/users", account).status()).isEqualTo(201);
    return new Person(local.gateway()).signIn(username, OPERATOR_PASSWORD);
  }

  /** All of the fleet online and known everywhere; whoever asks first enrolls it. */
  Fleet fleet() {
    if (fleet == null) {
      fleet =
          Fleet.start(
              FleetOptions.of(local.agents(), local.enrollSecret())
                  .withCaFile(local.caFile())
                  .withHosts(HOSTS)
                  .withStateDir(data.resolve("journey-fleet"))
                  .withPollInterval(Duration.ofSeconds(1)));
    }
    fleet.hosts().forEach(SimulatedHost::comeBack);
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> {
              assertThat(connected()).isEqualTo(HOSTS);
              var preview = admin.post("/api/v1/targets/preview", Map.of("target", FLEET));
              assertThat(preview.body().path("hosts").asInt()).isEqualTo(HOSTS);
            });
    return fleet;
  }

  /** One of the {@link #fleet}'s. */
  String nodeKey() throws IOException {
    return Files.readAllLines(data.resolve("journey-fleet/node-keys.tsv"))
        .getLast()
        .split("\t", -1)[1];
  }

  /** Host id → hostname, as the system knows them. */
  Map<String, String> hostnames() {
    return hosts().stream()
        .collect(
            Collectors.toMap(
                host -> host.get("id").asText(), host -> host.get("hostname").asText()));
  }

  String idOf(SimulatedHost host) {
    return hosts().stream()
        .filter(known -> known.get("hostname").asText().equals(host.hostname()))
        .map(known -> known.get("id").asText())
        .findFirst()
        .orElseThrow();
  }

  long connected() {
    return hosts().stream().filter(host -> host.get("connected").asBoolean()).count();
  }

  private List<JsonNode> hosts() {
    var listed = admin.get("/api/v1/hosts?limit=500");
    assertThat(listed.status()).as("hosts: %s", listed.body()).isEqualTo(200);
    JsonNode items = listed.body().get("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }

  /** A target of these hosts. */
  static Map<String, Object> hosts(String... ids) {
    return Map.of("type", "hosts", "host_ids", List.of(ids));
  }

  /** Flips the flag and waits until launches feel it (F-3). */
  void campaigns(boolean enabled) {
    var flipped =
        admin.put("/api/v1/feature-flags/offline_campaigns_enabled", Map.of("enabled", enabled));
    assertThat(flipped.status()).isEqualTo(200);
    // At nobody, so that nothing is launched: the gate is asked before the target.
    var nothing = Map.of("sql", "SELECT 1", "target", NOBODY);
    await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(admin.post("/api/v1/campaigns", nothing).code())
                    .isEqualTo(enabled ? "unknown_hosts" : "campaigns_disabled"));
  }

  /** Frees every slot and leaves no work for any host. */
  void stopAll() {
    var stop = Map.of("discard_in_flight", true);
    for (JsonNode active : admin.get("/api/v1/campaigns?status=active").body().get("items")) {
      var path = "/api/v1/campaigns/" + active.get("id").asText() + "/stop";
      assertThat(admin.post(path, stop).status()).isEqualTo(200);
    }
  }

  /** Until each of these hosts has polled that many times more. */
  static void awaitPolls(List<SimulatedHost> hosts, int more) {
    Map<SimulatedHost, Long> before =
        hosts.stream().collect(Collectors.toMap(Function.identity(), h -> h.counts().polls()));
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () ->
                assertThat(before)
                    .allSatisfy(
                        (host, polls) ->
                            assertThat(host.counts().polls())
                                .isGreaterThanOrEqualTo(polls + more)));
  }
}
