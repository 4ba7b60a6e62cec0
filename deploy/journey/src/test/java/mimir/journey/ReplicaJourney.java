package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two processes of dispatch-service are one to hosts: whichever of them a host asks. */
@Order(6)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicaJourney {
  private static final String WHO = "SELECT hostname FROM system_info";

  private RunningSystem running;
  private Person admin;
  private String secret;
  private List<AgentDoor> replicas;
  private AgentDoor first;
  private AgentDoor second;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    secret = shared.local().enrollSecret();
    shared.campaigns(true);
    replicas =
        shared.local().agentsOfAll().stream()
            .map(address -> new AgentDoor(address, shared.local().caFile()))
            .toList();
    assertThat(replicas).hasSize(2);
    first = replicas.getFirst();
    second = replicas.getLast();
  }

  @BeforeEach
  void all_slots_are_free() {
    running.stopAll();
  }

  @AfterAll
  void stop() throws Exception {
    running.stopAll();
    running.assertInvariants();
  }

  /** A host and its key; known everywhere, so that it can be a target. */
  private record Enrolled(String id, String key) {}

  private Enrolled enrolledAt(AgentDoor replica) {
    String hostname = "replica-" + UUID.randomUUID();
    String key = replica.enroll(secret, hostname);
    String id =
        running.hostnames().entrySet().stream()
            .filter(host -> host.getValue().equals(hostname))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> {
              var target = Map.of("target", RunningSystem.hosts(id));
              assertThat(admin.post("/api/v1/targets/preview", target).body().path("hosts").asInt())
                  .isEqualTo(1);
            });
    return new Enrolled(id, key);
  }

  private static boolean refused(JsonNode reply) {
    return reply.path("node_invalid").asBoolean();
  }

  private static JsonNode awaitWork(AgentDoor replica, Enrolled host) {
    return await()
        .atMost(Patience.LONG)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> replica.read(host.key()), read -> !read.path("queries").isEmpty());
  }

  @Test
  void a_key_that_one_gave_out_is_known_to_the_other_at_once() {
    String key = first.enroll(secret, "replica-" + UUID.randomUUID());

    assertThat(refused(second.read(key))).isFalse();
    assertThat(second.read(key).has("queries")).isTrue();
  }

  @Test
  void a_new_key_ends_the_old_one_at_both() {
    String hostname = "replica-" + UUID.randomUUID();
    String old = first.enroll(secret, hostname);
    assertThat(refused(second.read(old))).isFalse();

    String fresh = second.enroll(secret, hostname);

    await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(replicas)
                    .allSatisfy(replica -> assertThat(refused(replica.read(old))).isTrue()));
    assertThat(replicas).noneMatch(replica -> refused(replica.read(fresh)));
  }

  @Test
  void a_decommissioned_host_is_refused_by_both_within_two_seconds() {
    Enrolled host = enrolledAt(first);
    assertThat(replicas).noneMatch(replica -> refused(replica.read(host.key())));

    var gone = admin.call("POST", "/api/v1/hosts/" + host.id() + "/decommission", "");

    assertThat(gone.status()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(replicas)
                    .allSatisfy(replica -> assertThat(refused(replica.read(host.key()))).isTrue()));
  }

  @Test
  void work_is_announced_to_hosts_of_both_and_answered_at_the_other() {
    Enrolled here = enrolledAt(first);
    Enrolled there = enrolledAt(second);
    // Both are idle and connected: nothing but an announcement makes their polls look again.
    assertThat(first.read(here.key()).path("queries")).isEmpty();
    assertThat(second.read(there.key()).path("queries")).isEmpty();

    var campaign = CampaignPage.launch(admin, WHO, RunningSystem.hosts(here.id(), there.id()));
    JsonNode atFirst = awaitWork(first, here);
    JsonNode atSecond = awaitWork(second, there);
    second.answer(here.key(), atFirst);
    first.answer(there.key(), atSecond);

    campaign.awaitCount("responded", 2, Patience.LONG);
  }

  @Test
  void what_one_has_leased_the_other_hands_out_again_only_when_the_lease_is_over() {
    Enrolled host = enrolledAt(first);
    var campaign = CampaignPage.launch(admin, WHO, RunningSystem.hosts(host.id()));

    // As if its replica had died before the reply was out.
    JsonNode lost = awaitWork(first, host);

    assertThat(lost.get("queries")).hasSize(1);
    for (int poll = 0; poll < 5; poll++) {
      assertThat(second.read(host.key()).path("queries")).isEmpty();
      assertThat(first.read(host.key()).path("queries")).isEmpty();
    }
    JsonNode again = awaitWork(second, host);
    assertThat(again.get("queries").properties())
        .extracting(Map.Entry::getValue)
        .containsExactlyElementsOf(lost.get("queries"));
    assertThat(again).isNotEqualTo(lost);
    second.answer(host.key(), again);
    first.answer(host.key(), lost);
    campaign.awaitCount("responded", 1, Patience.LONG);
  }

  @Test
  void a_stop_is_respected_by_both() {
    Enrolled here = enrolledAt(first);
    Enrolled there = enrolledAt(second);
    var campaign = CampaignPage.launch(admin, WHO, RunningSystem.hosts(here.id(), there.id()));

    campaign.stop("enough");
    campaign.awaitCount("cancelled", 2, Patience.LONG);

    for (AgentDoor replica : replicas) {
      for (Enrolled host : List.of(here, there)) {
        assertThat(replica.read(host.key()).path("queries")).isEmpty();
      }
    }
  }
}
