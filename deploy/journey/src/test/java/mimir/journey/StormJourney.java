package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import mimir.fleet.Fleet;
import mimir.fleet.FleetOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hosts come back all at once, and one of two replicas dies meanwhile. The last of the journeys:
 * hundreds of hosts stay behind. {@code deploy/bench/storm} does it with twenty thousand.
 */
@Order(7)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StormJourney {
  private static final int STORMERS = 300;
  private static final String STORMER = "dispatch-service-2";

  private RunningSystem running;
  private Person admin;
  private Set<String> others;
  private Fleet fleet;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    shared.campaigns(true);
    shared.stopAll();
    others = Set.copyOf(shared.hostnames().keySet());
    fleet =
        Fleet.start(
            FleetOptions.of(shared.local().agents(), shared.local().enrollSecret())
                .withServers(shared.local().agentsOfAll())
                .withCaFile(shared.local().caFile())
                .withHosts(STORMERS)
                .withSeed(7)
                // Enrollments wait for one another at their secret's row.
                .withRates(50, 2)
                .withFaults(new FleetOptions.Faults(0.05, 0.05, Duration.ofHours(1), true))
                .withPollInterval(Duration.ofSeconds(1)));
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  @Test
  void all_answer_once_at_the_common_pace_although_a_replica_dies_in_the_middle() throws Exception {
    var target = RunningSystem.hosts(enrolled());
    fleet.goAway(1);
    var campaign = CampaignPage.launch(admin, "SELECT hostname FROM system_info", target);
    var dying = running.local().process(STORMER);
    try (var witness = ClaimWitness.of(running.local());
        var invariants = Invariants.of(running.local())) {
      assertThat(campaign.count("assigned")).isEqualTo(STORMERS);
      fleet.comeBack();
      var looks = new ArrayList<String>();
      await()
          .atMost(Patience.LONG)
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(
              () -> {
                looks.addAll(invariants.now());
                assertThat(fleet.counts().answersAccepted()).isGreaterThan(STORMERS / 3);
              });

      assertThat(dying.destroyForcibly()).isTrue();

      assertThat(fleet.counts().answersAccepted()).as("in the middle").isLessThan(STORMERS);
      await()
          .atMost(Patience.LONG)
          .pollInterval(Duration.ofMillis(250))
          .untilAsserted(
              () -> {
                looks.addAll(invariants.now());
                assertThat(fleet.counts().answersAccepted()).isGreaterThanOrEqualTo(STORMERS);
              });
      assertThat(looks).isEmpty();
      campaign.awaitCount("responded", STORMERS, Patience.LONG);
      assertThat(ClaimPaceRules.burst(witness.times(), RunningSystem.DISPATCH_RATE))
          .isLessThanOrEqualTo(RunningSystem.DISPATCH_BURST);
      assertThat(fleet.counts().duplicatesSent())
          .as("so that there was something to count once")
          .isPositive();
      invariants.assertSettledWithin(Patience.LONG);
    }
    awaitStormer();
  }

  /** Ids of the storm's hosts, once they are known everywhere. */
  private String[] enrolled() {
    var ids = new ArrayList<String>();
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> {
              // Not by name: two fleets may have made up the same one.
              ids.clear();
              ids.addAll(running.hostnames().keySet());
              ids.removeAll(others);
              assertThat(ids).hasSize(STORMERS);
              var preview = Map.of("target", RunningSystem.hosts(ids.toArray(String[]::new)));
              assertThat(
                      admin.post("/api/v1/targets/preview", preview).body().path("hosts").asInt())
                  .isEqualTo(STORMERS);
            });
    return ids.toArray(String[]::new);
  }

  private void awaitStormer() {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> assertThat(running.local().service(STORMER).get("ready").asBoolean()).isTrue());
  }
}
