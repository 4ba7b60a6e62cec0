package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import mimir.campaign.gate.FlagSwitch;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.launches.IdempotencyKeys;
import mimir.campaign.launches.Launcher;
import mimir.campaign.targets.SeededHosts;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.testing.ServiceInfra;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class LaunchTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
  private static final List<String> LAUNCH_WRITES =
      List.of(
          "event WHERE stream IS NOT NULL",
          "campaign",
          "campaign_query",
          "assigned_host",
          "chunk_progress",
          "slot",
          "idempotency_key",
          "coverage");

  @Inject Launch launch;
  @Inject OfflineCampaigns gate;
  @Inject Jdbi jdbi;

  @BeforeEach
  void the_flag_on() {
    FlagSwitch.set(gate, true);
  }

  @Test
  void a_launch_writes_event_payload_assigned_set_and_row_together() {
    var hosts = SeededHosts.in(jdbi, 3);

    var id = launched(hosts);

    assertThat(state(id, "event WHERE message_key = :id AND stream IS NOT NULL")).hasSize(1);
    assertThat(state(id, "campaign WHERE campaign_id = CAST(:id AS uuid)")).hasSize(1);
    assertThat(state(id, "assigned_host WHERE campaign_id = CAST(:id AS uuid)")).hasSize(3);
    assertThat(state(id, "coverage WHERE campaign_id = CAST(:id AS uuid)"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("assigned", 3L).containsEntry("hosts", 3L));
    assertThat(state(id, "chunk_progress WHERE campaign_id = CAST(:id AS uuid)"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("chunks", 1));
  }

  @Test
  void unknown_hosts_are_listed_and_nothing_is_written() {
    var strangers = Stream.generate(UUID::randomUUID).limit(2).toList();
    var asked = new ArrayList<>(SeededHosts.in(jdbi, 2));
    asked.addAll(strangers);
    var before = counts();

    assertThatThrownBy(() -> launched(asked))
        .isInstanceOfSatisfying(
            Refused.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_HOSTS);
              assertThat(e.extras().get("unknown_hosts"))
                  .asInstanceOf(InstanceOfAssertFactories.LIST)
                  .hasSize(2)
                  .hasSameElementsAs(strangers);
            });
    assertThat(counts()).isEqualTo(before);
  }

  @Test
  void of_many_unknown_hosts_a_hundred_are_listed() {
    var strangers = Stream.generate(UUID::randomUUID).limit(150).toList();

    assertThatThrownBy(() -> launched(strangers))
        .hasMessage("150 of the host ids are not known.")
        .isInstanceOfSatisfying(
            Refused.class,
            e ->
                assertThat(e.extras().get("unknown_hosts"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSize(100));
  }

  @Test
  void nobody_in_service_is_no_targets_and_nothing_is_written() {
    var hosts = SeededHosts.in(jdbi, 2);
    decommission(hosts);
    var before = counts();

    assertThatThrownBy(() -> launched(hosts))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_TARGETS));
    assertThat(counts()).isEqualTo(before);
  }

  @Test
  void payload_and_assigned_set_survive_whatever_happens_to_hosts() {
    var hosts = SeededHosts.in(jdbi, 3);
    var id = launched(hosts);
    var before = frozen(id);

    decommission(hosts.subList(0, 1));
    SeededHosts.in(jdbi, 2);
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE host SET hostname = 'x' WHERE host_id = ?", hosts.getLast()));

    assertThat(frozen(id)).isEqualTo(before);
  }

  @Test
  void with_a_key_the_second_request_makes_nothing_and_answers_with_the_first() {
    var hosts = SeededHosts.in(jdbi, 1);
    var first = launched(hosts, key("again", 1));
    var before = counts();
    FlagSwitch.set(gate, false);

    assertThat(launched(hosts, key("again", 1))).isEqualTo(first);
    assertThat(counts()).isEqualTo(before);
  }

  @Test
  void the_first_ones_answer_holds_when_the_same_would_be_refused_by_now() {
    var hosts = SeededHosts.in(jdbi, 1);
    var expiring =
        new LaunchRequest(
            null, "SELECT 1", null, null, new Target.Hosts(hosts), null, NOW.plusSeconds(2));
    var launcher = new Launcher("alice", "alice");
    var first = launch.launch(expiring, null, key("late", 1), launcher, NOW);
    decommission(hosts);

    assertThat(launch.launch(expiring, null, key("late", 1), launcher, NOW.plusSeconds(3)))
        .isEqualTo(first);
  }

  @Test
  void a_key_of_another_request_is_refused() {
    var hosts = SeededHosts.in(jdbi, 1);
    launched(hosts, key("other", 1));

    assertThatThrownBy(() -> launched(hosts, key("other", 2)))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
  }

  @Test
  void the_key_of_a_refused_launch_is_free_again() {
    var hosts = SeededHosts.in(jdbi, 1);
    FlagSwitch.set(gate, false);
    assertThatThrownBy(() -> launched(hosts, key("refused", 1))).isInstanceOf(Refused.class);
    FlagSwitch.set(gate, true);

    var id = launched(hosts, key("refused", 2));

    assertThat(state(id, "campaign WHERE campaign_id = CAST(:id AS uuid)")).hasSize(1);
  }

  @Test
  void of_requests_with_one_key_at_once_one_launches() throws Exception {
    var hosts = SeededHosts.in(jdbi, 3);
    try (var threads = Executors.newFixedThreadPool(6)) {
      var ids = new HashSet<UUID>();
      for (var done :
          threads.invokeAll(
              Collections.<Callable<UUID>>nCopies(6, () -> launched(hosts, key("race", 1))))) {
        ids.add(done.get());
      }
      assertThat(ids).hasSize(1);
      assertThat(
              state(
                  ids.iterator().next(),
                  "assigned_host WHERE host_id = '"
                      + hosts.getFirst()
                      + "' AND CAST(:id AS text) IS NOT NULL"))
          .hasSize(1);
    }
  }

  private static IdempotencyKeys.Key key(String key, int hash) {
    return new IdempotencyKeys.Key(key, new byte[] {(byte) hash});
  }

  private UUID launched(List<UUID> hosts) {
    return launched(hosts, null);
  }

  private UUID launched(List<UUID> hosts, IdempotencyKeys.Key key) {
    return launch.launch(
        new LaunchRequest("sweep", "SELECT 1", null, null, new Target.Hosts(hosts), 10, null),
        null,
        key,
        new Launcher("alice", "alice (key ci)"),
        NOW);
  }

  private void decommission(List<UUID> hosts) {
    jdbi.useHandle(
        handle ->
            hosts.forEach(
                host ->
                    handle.execute(
                        "UPDATE host SET decommissioned_at = now() WHERE host_id = ?", host)));
  }

  private List<Long> counts() {
    return jdbi.withHandle(
        handle ->
            LAUNCH_WRITES.stream()
                .map(
                    table ->
                        handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one())
                .toList());
  }

  private List<List<Map<String, Object>>> frozen(UUID id) {
    return List.of(
        state(id, "campaign WHERE campaign_id = CAST(:id AS uuid)"),
        state(
            id,
            "(SELECT query_id, type, sql, assigned, CAST(query_groups AS text) FROM campaign_query"
                + " WHERE campaign_id = CAST(:id AS uuid)) AS query ORDER BY query_id"),
        state(id, "assigned_host WHERE campaign_id = CAST(:id AS uuid) ORDER BY host_id"));
  }

  private List<Map<String, Object>> state(UUID id, String from) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM " + from)
                .bind("id", id.toString())
                .mapToMap()
                .list());
  }
}
