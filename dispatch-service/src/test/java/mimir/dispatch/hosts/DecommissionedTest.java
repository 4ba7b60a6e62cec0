package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import mimir.dispatch.Limits;
import mimir.dispatch.TestClock;
import mimir.dispatch.assignments.ClaimableHosts;
import mimir.dispatch.assignments.HostWork;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One replica of several: nobody tells it of what the others do. */
@QuarkusTest
class DecommissionedTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Inject HostTables tables;
  @Inject HostWork work;
  @Inject ClaimableHosts claimable;
  @Inject Jdbi jdbi;

  private final TestClock clock = new TestClock(NOW);
  private final Presence presence = new Presence(Limits.defaults());
  private GivenHosts given;
  private NodeKeys keys;
  private Decommissioned decommissioned;

  @BeforeEach
  void a_replica_that_knows_all_keys() {
    given = new GivenHosts(jdbi, NOW);
    keys = new NodeKeys(tables, presence, clock, new SimpleMeterRegistry());
    decommissioned = new Decommissioned(tables, work, keys, presence, claimable, clock);
  }

  @Test
  void a_key_that_nobody_told_it_of_is_forgotten_within_a_look() {
    var host = known("a");
    decommissioned.look();
    assertThat(keys.known(key("a"))).hasValue(host);
    clock.advance(Duration.ofSeconds(1));
    tables.decommission(host, clock.instant());

    decommissioned.look();

    assertThat(keys.known(key("a"))).isEmpty();
    assertThat(keys.lookUp(key("a"))).isEmpty();
    assertThat(presence.lastSeen(host)).isEmpty();
  }

  @Test
  void what_was_decommissioned_long_ago_is_looked_at_once() {
    var host = known("a");
    tables.decommission(host, NOW.minus(Duration.ofDays(100)));

    decommissioned.look();
    assertThat(keys.known(key("a"))).isEmpty();
    given.set(host, "decommissioned_at = NULL");
    assertThat(keys.lookUp(key("a"))).hasValue(host);
    given.set(host, "decommissioned_at = '2025-11-21T12:00:00Z'");
    decommissioned.look();

    assertThat(keys.known(key("a"))).hasValue(host);
  }

  @Test
  void work_that_was_written_down_while_its_host_went_is_cancelled() {
    var host = known("a");
    decommissioned.look();
    tables.decommission(host, NOW);
    // A chunk that was committed at the same moment: neither transaction saw the other.
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO assignment (host_id, campaign_id, query_id, state, assigned_at, not_before)
                VALUES (?, gen_random_uuid(), gen_random_uuid(), 'pending', now(), now())
                """,
                host));
    assertThat(work.open(host, 10)).hasSize(1);

    decommissioned.look();

    assertThat(work.open(host, 10)).isEmpty();
  }

  @Test
  void a_host_in_service_keeps_its_key() {
    var host = known("a");

    decommissioned.look();

    assertThat(keys.known(key("a"))).hasValue(host);
  }

  private UUID known(String name) {
    var host = given.host(name);
    assertThat(keys.lookUp(key(name))).hasValue(host);
    return host;
  }

  private String key(String name) {
    return given.mark + "-" + name;
  }
}
