package mimir.journey;

import static mimir.journey.RunningSystem.FLEET;
import static mimir.journey.RunningSystem.HOSTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mimir.fleet.SimulatedHost;
import mimir.fleet.content.Artefact;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every topic is read once more by everybody, and nothing changes (INV-10). */
@Order(4)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayJourney {
  private static final int SAME_LOOKS = 4;

  private RunningSystem running;
  private Person admin;
  private List<SimulatedHost> hosts;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    hosts = shared.fleet().hosts();
    running.campaigns(true);
    running.stopAll();
  }

  @AfterAll
  void stop() throws Exception {
    hosts.forEach(SimulatedHost::comeBack);
    running.assertInvariants();
  }

  @Test
  void reading_all_topics_again_changes_nothing() throws Exception {
    hosts
        .getFirst()
        .profile()
        .plant(Artefact.process(4_713, "/bin/sh", "sh c2.evil-replayed.example"));
    // Work that is open, of a host that is not there to take it; and an alert.
    SimulatedHost sleeper = hosts.getLast();
    sleeper.goOffline();
    var hunt =
        admin.post(
            "/api/v1/hunts",
            Map.of(
                "indicators",
                List.of(Map.of("value", "evil-replayed.example", "type", "domain")),
                "target",
                FLEET));
    assertThat(hunt.status()).as("%s", hunt.body()).isEqualTo(201);
    String campaign = hunt.body().get("campaign_id").asText();
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () ->
                assertThat(
                        admin
                            .get("/api/v1/campaigns/" + campaign)
                            .body()
                            .at("/hosts/responded")
                            .asInt())
                    .isEqualTo(HOSTS - 1));
    hosts.forEach(SimulatedHost::goOffline);
    Map<String, String> before = settled();
    int alerts = TopicTap.read(running.local().kafka(), "mimir-alerts").size();

    try (var rewind = new TopicRewind(running.local())) {
      assertThat(rewind.everything()).isGreaterThan(HOSTS);
      rewind.awaitRead();
    }

    assertThat(settled()).isEqualTo(before);
    assertThat(TopicTap.read(running.local().kafka(), "mimir-alerts")).hasSize(alerts).isNotEmpty();
  }

  /** What is stored when nothing is under way any more: the same in so many looks. */
  private Map<String, String> settled() {
    var looks = new ArrayList<Map<String, String>>();
    await()
        .atMost(Patience.LONG)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              looks.addFirst(StoredState.of(running.local()));
              return looks.size() >= SAME_LOOKS
                  && Set.copyOf(looks.subList(0, SAME_LOOKS)).size() == 1;
            });
    return looks.getFirst();
  }
}
