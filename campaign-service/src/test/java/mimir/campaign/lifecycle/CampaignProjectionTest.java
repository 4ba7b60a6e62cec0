package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.campaign.rebuild.StoredEvent;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/**
 * What commands wrote one event at a time, by {@link CampaignTables}, is what a replay of their
 * streams writes.
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class CampaignProjectionTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00.123456Z");

  @Inject CampaignProjection projection;
  @Inject Campaigns campaigns;
  @Inject Jdbi jdbi;

  @Test
  void a_replay_writes_what_the_commands_wrote() {
    var active = command(1);
    var stopped = command(2);
    var archived = command(3);
    var before = Stream.of(active, stopped, archived).map(this::rows).toList();

    jdbi.useHandle(
        handle -> {
          projection.clear(handle);
          projection.replay(handle, stored(handle));
          projection.finish(handle);
        });

    assertThat(Stream.of(active, stopped, archived).map(this::rows).toList()).isEqualTo(before);
    assertThat(before).allSatisfy(rows -> assertThat(rows).hasSize(4));
  }

  private UUID command(int events) {
    var id = Ids.next();
    Stream.of(
            launched(id),
            new CampaignStopped(id, "bob", "enough", true, AT.plusSeconds(1)),
            new CampaignArchived(id, "bob", AT.plusSeconds(2)))
        .limit(events)
        .forEach(event -> campaigns.append(campaigns.open(id), "bob (key ci)", event));
    return id;
  }

  private static CampaignEvent launched(UUID id) {
    return new CampaignLaunched(
        id,
        "two types",
        CampaignKind.IOC_HUNT,
        "alice",
        AT,
        AT.plusSeconds(600),
        null,
        new FrozenTarget("all", 7),
        7,
        2,
        List.of(
            new FrozenQuery(Ids.next(), "filename", "SELECT 1"),
            new FrozenQuery(Ids.next(), "filepath", "SELECT 2")),
        List.of(),
        null,
        null,
        5,
        6,
        null);
  }

  private List<String> rows(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT CAST(campaign AS text) FROM campaign WHERE campaign_id = :id
                    UNION ALL
                    SELECT CAST(campaign_query AS text) FROM campaign_query WHERE campaign_id = :id
                    UNION ALL
                    SELECT CAST(coverage AS text) FROM coverage WHERE campaign_id = :id
                    ORDER BY 1
                    """)
                .bind("id", id)
                .mapTo(String.class)
                .list());
  }

  private static List<StoredEvent> stored(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT id, stream, version, type, at, actor, payload
            FROM event
            WHERE starts_with(stream, 'campaign-')
            ORDER BY stream, version
            """)
        .map(
            row ->
                new StoredEvent(
                    row.getColumn("id", UUID.class),
                    row.getColumn("stream", String.class),
                    row.getColumn("version", Long.class),
                    row.getColumn("type", String.class),
                    row.getColumn("at", Instant.class),
                    row.getColumn("actor", String.class),
                    row.getColumn("payload", String.class)))
        .list();
  }
}
