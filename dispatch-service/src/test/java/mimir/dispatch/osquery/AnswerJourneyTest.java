package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.dispatch.WorkEvent.HostsWaiting;
import mimir.contracts.ingest.ResultPart;
import mimir.dispatch.Acquisitions;
import mimir.dispatch.assignments.Announcements;
import mimir.dispatch.assignments.AnsweredHosts;
import mimir.dispatch.assignments.ClaimableHosts;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AnswerJourneyTest {
  @Inject AgentDoor door;
  @Inject Acquisitions acquisitions;
  @Inject Announcements announcements;
  @Inject ClaimableHosts claimable;
  @Inject AnsweredHosts answered;
  @Inject ReadAnswer read;

  @Test
  void a_host_enrolls_is_asked_and_answers_once() throws Exception {
    var agent = door.enrolled();
    assertThat(agent.nodeKey).hasSize(43);
    assertThat(agent.post("/api/v1/osquery/config", key(agent)).has("options")).isTrue();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);

    var reply =
        agent.write(
            lease,
            "[{\"b\":\"1\",\"a\":\"\\u0000\"}]",
            ",\"statuses\":{\"%s\":0}".formatted(lease));

    assertThat(reply).isEmpty();
    assertThat(door.state(campaign, agent)).isEqualTo("responded");
    var part = door.results(agent).getFirst();
    assertThat(door.results(agent)).hasSize(1);
    assertThat(part.leaseId()).hasToString(lease);
    assertThat(part.assignment().campaignId()).isEqualTo(campaign);
    assertThat(part.assignment().hostId()).isEqualTo(door.hostId(agent));
    assertThat(part.rows()).containsExactly(Map.of("b", "1", "a", "\uFFFD"));
    assertThat(part.rows().getFirst().keySet()).containsExactly("b", "a");
    assertThat(part.nulReplaced()).isEqualTo(1);
    assertThat(part.last()).isTrue();
    assertThat(agent.read().path("queries")).isEmpty();
  }

  @Test
  void a_host_that_has_answered_is_looked_up_and_not_forgotten_while_more_is_open()
      throws Exception {
    var agent = door.enrolled();
    var host = door.hostId(agent);
    door.launch(agent);
    var first = door.awaitLease(agent);
    door.launch(agent);
    assertThat(answered.awaits(host)).isFalse();
    agent.write(first, "[]", "");
    assertThat(answered.awaits(host)).isTrue();

    answered.look();

    assertThat(answered.awaits(host)).isFalse();
    assertThat(door.awaitLease(agent)).as("what is left is handed out").isNotEqualTo(first);
  }

  @Test
  void a_lease_that_did_not_arrive_is_told_to_every_replica_and_handed_out_again()
      throws Exception {
    var agent = door.enrolled();
    var host = door.hostId(agent);
    door.launch(agent);
    var lost = door.awaitLease(agent);
    int before = door.news(host).size();

    read.giveBack(host, List.of(UUID.fromString(lost)));

    await()
        .untilAsserted(
            () ->
                assertThat(door.news(host))
                    .hasSizeGreaterThan(before)
                    .endsWith(new HostsWaiting(List.of(host))));
    assertThat(door.awaitLease(agent)).isNotEqualTo(lost);
  }

  @Test
  void a_read_with_work_says_how_long_to_hurry_as_an_integer() throws Exception {
    var agent = door.enrolled();
    door.launch(agent);

    var reply = await().until(agent::read, answer -> !answer.path("queries").isEmpty());

    assertThat(reply.path("accelerate").isIntegralNumber()).isTrue();
    assertThat(reply.path("queries").elements().next().asText()).startsWith("SELECT '");
  }

  @Test
  void a_write_that_comes_again_is_acknowledged_and_changes_nothing() throws Exception {
    var agent = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);
    agent.write(lease, "[]", "");

    assertThat(agent.write(lease, "[]", "")).isEmpty();
    assertThat(agent.write(lease, "[{\"a\":\"other rows\"}]", "")).isEmpty();
    assertThat(agent.write(lease, "[]", ",\"statuses\":{\"%s\":1}".formatted(lease))).isEmpty();

    assertThat(door.results(agent)).hasSize(1);
    assertThat(door.state(campaign, agent)).isEqualTo("responded");
  }

  @Test
  void what_another_host_was_asked_is_acknowledged_and_changes_nothing() throws Exception {
    var agent = door.enrolled();
    var other = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);

    assertThat(other.write(lease, "[{\"a\":\"forged\"}]", "")).isEmpty();
    assertThat(other.write(UUID.randomUUID().toString(), "[]", "")).isEmpty();
    assertThat(other.write("no-uuid", "[]", "")).isEmpty();

    assertThat(door.state(campaign, agent)).isEqualTo("leased");
    assertThat(door.results(other)).isEmpty();
    assertThat(door.results(agent)).isEmpty();
  }

  @Test
  void an_error_of_osquery_ends_the_assignment_with_its_message() throws Exception {
    var agent = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);

    agent.write(
        lease,
        "[]",
        ",\"statuses\":{\"%1$s\":\"1\"},\"messages\":{\"%1$s\":\"no such table: nope\"}"
            .formatted(lease));

    assertThat(door.state(campaign, agent)).isEqualTo("errored");
    assertThat(door.results(agent))
        .extracting(ResultPart::status, ResultPart::message)
        .containsExactly(tuple(1, "no such table: nope"));
  }

  @Test
  void what_osquery_denylisted_is_put_back_and_no_answer() throws Exception {
    var agent = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);

    var reply =
        agent.write(
            lease,
            "[]",
            ",\"statuses\":{\"%1$s\":1},\"messages\":{\"%1$s\":\"distributed query is denylisted\"}"
                .formatted(lease));

    assertThat(reply).isEmpty();
    assertThat(door.state(campaign, agent)).isEqualTo("pending");
    assertThat(door.results(agent)).isEmpty();
  }

  @Test
  void an_answer_under_the_key_of_a_new_enrollment_is_accepted() throws Exception {
    var agent = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);
    var oldKey = agent.nodeKey;
    var host = door.hostId(agent);

    agent.enroll(door.secret());

    assertThat(door.hostId(agent)).isEqualTo(host);
    var old = door.stranger();
    old.nodeKey = oldKey;
    assertThat(old.read().path("node_invalid").asBoolean()).isTrue();
    assertThat(agent.write(lease, "[]", "")).isEmpty();
    assertThat(door.state(campaign, agent)).isEqualTo("responded");
  }

  @Test
  void an_agents_time_is_kept_when_it_is_sane() throws Exception {
    var agent = door.enrolled();
    door.launch(agent);
    var lease = door.awaitLease(agent);
    var sane = Instant.now().minus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.SECONDS);

    agent.write(lease, "[]", ",\"reported_at\":\"" + sane + "\"");

    assertThat(door.results(agent)).extracting(ResultPart::reportedAt).containsExactly(sane);
  }

  @Test
  void an_idle_poll_costs_no_sql() throws Exception {
    var agent = door.enrolled();
    var host = door.hostId(agent);
    agent.read();
    // Behind the news of its own enrollment on the same topic: when this one is known, that is too.
    announcements.workWaiting(List.of(host));
    await().untilAsserted(() -> assertThat(claimable.mayClaim(host, Instant.now())).isTrue());
    await()
        .untilAsserted(
            () -> {
              assertThat(agent.read().path("queries")).isEmpty();
              assertThat(claimable.mayClaim(host, Instant.now())).isFalse();
            });
    int before = acquisitions.byTheDoor();

    for (int poll = 0; poll < 1_000; poll++) {
      assertThat(agent.read().path("queries")).isEmpty();
    }

    assertThat(before).isPositive();
    assertThat(acquisitions.byTheDoor()).isEqualTo(before);
  }

  private static String key(Agent agent) {
    return "{\"node_key\":\"" + agent.nodeKey + "\"}";
  }
}
