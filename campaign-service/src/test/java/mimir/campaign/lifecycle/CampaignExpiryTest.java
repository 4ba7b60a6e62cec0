package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import mimir.campaign.gate.FlagSwitch;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.launches.Launcher;
import mimir.campaign.targets.SeededHosts;
import mimir.campaign.targets.Target;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class CampaignExpiryTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
  private static final Instant EXPIRES = NOW.plusSeconds(60);

  @Inject CampaignExpiry expiry;
  @Inject Launch launch;
  @Inject OfflineCampaigns gate;
  @Inject Jdbi jdbi;

  @BeforeEach
  void the_flag_on() {
    FlagSwitch.set(gate, true);
  }

  @Test
  void an_active_campaign_stops_when_its_time_has_come_and_not_before() {
    var id = launched(EXPIRES);
    var endless = launched(null);

    expiry.stopExpired(EXPIRES.minusMillis(1));
    assertThat(row(id)).containsEntry("status", "active");

    expiry.stopExpired(EXPIRES);
    assertThat(row(id))
        .containsEntry("status", "stopped")
        .containsEntry("stopped_by", "system")
        .containsEntry("stop_reason", "expired")
        .containsEntry("discard_in_flight", false);
    assertThat(row(endless)).containsEntry("status", "active");
  }

  @Test
  void several_replicas_stop_a_campaign_once() throws Exception {
    var id = launched(EXPIRES);

    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var done :
          threads.invokeAll(
              Collections.nCopies(
                  4,
                  () -> {
                    expiry.stopExpired(EXPIRES);
                    return null;
                  }))) {
        done.get();
      }
    }

    long events =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM event WHERE stream = :stream")
                    .bind("stream", "campaign-" + id)
                    .mapTo(Long.class)
                    .one());
    assertThat(events).isEqualTo(2);
  }

  @Test
  void one_that_cannot_be_stopped_holds_up_no_other() {
    var broken = launched(EXPIRES.minusSeconds(30));
    var id = launched(EXPIRES);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE event SET payload = '{}' WHERE stream = ?", "campaign-" + broken));

    expiry.stopExpired(EXPIRES);

    assertThat(row(broken)).containsEntry("status", "active");
    assertThat(row(id)).containsEntry("status", "stopped");
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM event WHERE stream = ?", "campaign-" + broken);
          handle.execute("UPDATE campaign SET expires_at = NULL WHERE campaign_id = ?", broken);
        });
  }

  private UUID launched(Instant expiresAt) {
    return launch.launch(
        new LaunchRequest(
            "sweep",
            "SELECT 1",
            null,
            null,
            new Target.Hosts(SeededHosts.in(jdbi, 1)),
            10,
            expiresAt),
        null,
        null,
        new Launcher("alice", "alice"),
        NOW);
  }

  private Map<String, Object> row(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM campaign WHERE campaign_id = :id")
                .bind("id", id)
                .mapToMap()
                .one());
  }
}
