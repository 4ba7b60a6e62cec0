package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.AgentConnected;
import mimir.contracts.agent.AgentEvent.AgentEnrolled;
import mimir.contracts.runtime.Outbox;
import mimir.contracts.runtime.TopicNames;
import mimir.dispatch.Kafka;
import mimir.dispatch.Limits;
import mimir.dispatch.Outlet;
import mimir.dispatch.UnreliableOutlet;
import mimir.dispatch.hosts.Presence.Returned;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** H-4 with two replicas on one database, between which a host's polls go to and fro. */
@QuarkusTest
class ReconnectedTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Inject ContactTables tables;
  @Inject HostTables hosts;
  @Inject Outbox outbox;
  @Inject Outlet outlet;
  @Inject TopicNames topics;
  @Inject Jdbi jdbi;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private final Replica one = new Replica();
  private final Replica other = new Replica();
  private UUID host;

  /** What a replica knows, and its two jobs. */
  private final class Replica {
    private final Presence presence = new Presence(Limits.defaults());

    void poll(Instant now) {
      presence.touch(host, now);
    }

    void look() {
      look(outlet);
    }

    void look(Outlet kafka) {
      new Reconnected(presence, tables, writer(), kafka, Limits.defaults()).look();
    }

    void write() {
      writer().write();
    }

    private LastSeenWriter writer() {
      return new LastSeenWriter(presence, tables, outbox, Limits.defaults());
    }
  }

  @BeforeEach
  void a_host_that_both_know() {
    host = new GivenHosts(jdbi, NOW).host("to-and-fro");
    one.presence.learn(host, NOW);
    other.presence.learn(host, NOW);
  }

  @Test
  void polls_that_alternate_between_replicas_are_no_reconnects() {
    var now = NOW;
    for (int minute = 0; minute < 10; minute++) {
      now = now.plusSeconds(60);
      var replica = minute % 2 == 0 ? one : other;
      replica.poll(now);
      replica.look();
      replica.write();
    }

    assertThat(one.presence.connectedSince(host)).isEqualTo(Instant.EPOCH);
    assertThat(other.presence.connectedSince(host)).isEqualTo(Instant.EPOCH);
    now = now.plus(Duration.ofHours(1));
    one.poll(now);
    one.look();
    assertThat(connected()).containsExactly(new AgentConnected(host, now, 3_600));
  }

  @Test
  void a_host_that_comes_back_to_both_at_once_reconnects_once() {
    var back = NOW.plus(Duration.ofDays(7));
    one.poll(back);
    other.poll(back.plusSeconds(1));

    one.look();
    other.look();
    other.write();
    one.look();

    assertThat(connected()).containsExactly(new AgentConnected(host, back, 7 * 86_400));
  }

  @Test
  void a_host_that_came_back_while_kafka_was_away_is_told_of_once_when_it_is_there_again() {
    var back = NOW.plus(Duration.ofDays(7));
    try (var kafka = new UnreliableOutlet(bootstrap, topics)) {
      kafka.away = true;
      one.poll(back);
      one.look(kafka);
      one.poll(back.plusSeconds(70));
      one.look(kafka);
      one.write();
      assertThat(hosts.find(host).orElseThrow().lastSeen())
          .as("another replica would find the absence too, should this one be gone")
          .isEqualTo(NOW);

      kafka.away = false;
      one.look(kafka);
      one.look(kafka);
    }

    assertThat(connected()).containsExactly(new AgentConnected(host, back, 7 * 86_400));
    assertThat(one.presence.returned()).isEmpty();
    one.write();
    assertThat(hosts.find(host).orElseThrow().lastSeen()).isEqualTo(back.plusSeconds(70));
  }

  @Test
  void a_contact_that_the_other_replica_wrote_down_first_does_not_hide_the_absence() {
    var back = NOW.plus(Duration.ofDays(7));
    one.poll(back);
    other.poll(back.plusSeconds(1));
    other.write();

    one.look();
    other.look();

    assertThat(connected()).hasSize(1);
  }

  @Test
  void a_contact_that_was_written_with_the_end_of_the_absence_is_not_written_again() {
    var back = NOW.plus(Duration.ofDays(7));
    one.poll(back);

    one.look();

    assertThat(hosts.find(host).orElseThrow().lastSeen()).isEqualTo(back);
    assertThat(one.presence.dueForWriting()).isEmpty();
    one.poll(back.plusSeconds(60));
    assertThat(one.presence.dueForWriting()).containsOnlyKeys(host);
  }

  @Test
  void of_a_fleet_that_comes_back_at_once_who_came_first_is_told_of_first() {
    var given = new GivenHosts(jdbi, NOW);
    var back = NOW.plus(Duration.ofDays(7));
    one.presence.touch(host, back.plusSeconds(1));
    for (int n = 0; n < Reconnected.AT_ONCE; n++) {
      one.presence.touch(given.host(UUID.randomUUID()), back);
    }

    one.look();
    assertThat(one.presence.returned()).extracting(Returned::hostId).containsExactly(host);
    assertThat(connected()).isEmpty();

    one.look();
    assertThat(one.presence.returned()).isEmpty();
    assertThat(connected()).containsExactly(new AgentConnected(host, back.plusSeconds(1), 604_801));
  }

  @Test
  void a_host_that_was_decommissioned_does_not_come_back() {
    new GivenHosts(jdbi, NOW).set(host, "decommissioned_at = now()");
    one.poll(NOW.plus(Duration.ofDays(7)));

    one.look();

    assertThat(tables.absent(Map.of(host, NOW.plusSeconds(91)), Duration.ofSeconds(90))).isEmpty();
    assertThat(one.presence.returned()).isEmpty();
    assertThat(connected()).isEmpty();
  }

  /** All that were told before now: the topic keeps the order of a host. */
  private List<AgentConnected> connected() {
    outlet
        .send(Topics.AGENTS, host.toString(), AgentEvent.CODEC, new AgentEnrolled(host, NOW), null)
        .join();
    return Kafka.all(bootstrap, topics.of(Topics.AGENTS), host.toString(), AgentEvent.CODEC)
        .stream()
        .filter(AgentConnected.class::isInstance)
        .map(AgentConnected.class::cast)
        .toList();
  }
}
