package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.campaign.gate.FlagSwitch;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.launches.ChunkPublisher;
import mimir.campaign.launches.Launcher;
import mimir.campaign.targets.SeededHosts;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class ArchiveTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @Inject Archive archive;
  @Inject Launch launch;
  @Inject ChunkPublisher chunks;
  @Inject OfflineCampaigns gate;
  @Inject Jdbi jdbi;

  @BeforeEach
  void the_flag_on_and_nothing_to_forget() {
    FlagSwitch.set(gate, true);
    jdbi.useHandle(handle -> handle.execute("UPDATE chunk_progress SET forgotten_at = now()"));
  }

  @Test
  void an_active_campaign_with_pending_hosts_is_not_archived() {
    var id = published(1);

    assertThatThrownBy(() -> archive(id))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_DRAINED));
  }

  @Test
  void a_fully_drained_one_is_archived_without_a_stop() {
    var id = published(1);
    drain(id);

    archive(id);

    assertThat(status(id)).isEqualTo("archived");
  }

  @Test
  void the_topic_forgets_the_chunks_once_every_assignment_has_its_end() {
    var id = published(2_001);
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE campaign SET status = 'archived' WHERE campaign_id = ?", id));
    assertThat(forgetOne()).isFalse();

    drain(id);

    assertThat(forgetOne()).isTrue();
    assertThat(forgetOne()).isFalse();
    assertThat(tombstones(id)).containsExactly(id + ":0", id + ":1", id + ":2");
  }

  @Test
  void what_is_not_archived_is_not_forgotten() {
    var id = published(1);
    drain(id);

    assertThat(forgetOne()).isFalse();
    assertThat(tombstones(id)).isEmpty();
  }

  private boolean forgetOne() {
    return QuarkusTransaction.requiringNew().call(() -> archive.forgetOne(NOW));
  }

  private void archive(UUID id) {
    archive.archive(id, "alice", "alice (key ci)", NOW);
  }

  private UUID published(int hosts) {
    var id =
        launch.launch(
            new LaunchRequest(
                null,
                "SELECT 1",
                null,
                null,
                new Target.Hosts(SeededHosts.in(jdbi, hosts)),
                null,
                null),
            null,
            null,
            new Launcher("alice", "alice"),
            NOW);
    chunks.publish();
    return id;
  }

  private void drain(UUID id) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                UPDATE coverage
                SET responded = assigned, hosts_responded = hosts
                WHERE campaign_id = ?
                """,
                id));
  }

  private String status(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT status FROM campaign WHERE campaign_id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one());
  }

  private List<String> tombstones(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT message_key
                    FROM event
                    WHERE payload IS NULL AND message_key LIKE :k
                    ORDER BY message_key
                    """)
                .bind("k", id + ":%")
                .mapTo(String.class)
                .list());
  }
}
