package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.campaign.Batch;
import mimir.campaign.coverage.CoverageTables;
import mimir.campaign.coverage.Detail;
import mimir.campaign.gate.FlagSwitch;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.launches.Launcher;
import mimir.campaign.targets.SeededHosts;
import mimir.campaign.targets.Target;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.CampaignCapCrossed;
import mimir.contracts.ingest.ResponseEvent.CampaignSnapshotCorrupt;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class GuardrailConsumerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @Inject GuardrailConsumer guardrails;
  @Inject CoverageTables coverage;
  @Inject Launch launch;
  @Inject OfflineCampaigns gate;
  @Inject Jdbi jdbi;

  @BeforeEach
  void the_flag_on() {
    FlagSwitch.set(gate, true);
  }

  @Test
  void a_campaign_that_crossed_its_cap_stops_once_and_discards_what_is_in_flight() {
    var id = launched();
    var other = launched();
    List<ResponseEvent> batch =
        List.of(
            new ResponsesRecorded(id, List.of()),
            new CampaignCapCrossed(Ids.next(), 10, 10),
            new CampaignCapCrossed(id, 10, 10),
            new CampaignCapCrossed(id, 10, 10));

    guardrails.on(Batch.of(ResponseEvent.CODEC, batch));
    guardrails.on(Batch.of(ResponseEvent.CODEC, batch));

    assertThat(row(id))
        .containsEntry("status", "stopped")
        .containsEntry("stopped_by", "system")
        .containsEntry("stop_reason", "auto_stopped_aggregate_row_cap")
        .containsEntry("discard_in_flight", true);
    assertThat(row(other)).containsEntry("status", "active");
    assertThat(events(id)).isEqualTo(2);
  }

  @Test
  void a_snapshot_that_cannot_be_read_is_a_warning_once_and_stops_nothing() {
    var id = launched();
    List<ResponseEvent> batch =
        List.of(
            new CampaignSnapshotCorrupt(Ids.next(), "of no campaign"),
            new CampaignSnapshotCorrupt(id, "damaged"),
            new CampaignSnapshotCorrupt(id, "damaged"));

    guardrails.on(Batch.of(ResponseEvent.CODEC, batch));
    guardrails.on(Batch.of(ResponseEvent.CODEC, batch));

    assertThat(coverage.detail(id, NOW).orElseThrow().warnings())
        .containsExactly(
            new Detail.WarningShown(
                "corrupt_snapshot", "Snapshot corrupt — matches may be incomplete."));
    assertThat(row(id)).containsEntry("status", "active");
    assertThat(events(id)).isEqualTo(2);
  }

  private UUID launched() {
    return launch.launch(
        new LaunchRequest(
            "sweep", "SELECT 1", null, null, new Target.Hosts(SeededHosts.in(jdbi, 1)), 10, null),
        null,
        null,
        new Launcher("alice", "alice"),
        NOW);
  }

  private long events(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM event WHERE stream = :stream")
                .bind("stream", "campaign-" + id)
                .mapTo(Long.class)
                .one());
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
