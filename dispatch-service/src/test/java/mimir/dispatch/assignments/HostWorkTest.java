package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.dispatch.Kafka;
import mimir.dispatch.Locks;
import mimir.dispatch.hosts.GivenHosts;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HostWorkTest {
  private static final Duration LEASE = Duration.ofMinutes(30);

  @Inject HostWork work;
  @Inject AssignmentConsumer assignments;
  @Inject AssignmentLedger ledger;
  @Inject ClaimAssignments claims;
  @Inject Jdbi jdbi;

  private Given given;
  private GivenHosts hosts;
  private UUID gone;
  private UUID here;

  @BeforeEach
  void two_hosts() {
    given = new Given(jdbi);
    hosts = new GivenHosts(jdbi, NOW);
    gone = hosts.host("gone");
    here = hosts.host("here");
  }

  @Test
  void all_that_is_open_of_a_decommissioned_host_is_cancelled_and_told() {
    var campaign = given.campaign(3, gone, here);
    var lease = claims.claim(gone, NOW, LEASE, 1, 10).getFirst().leaseId();
    var draining = given.campaign(1, gone);
    claims.claim(gone, NOW, LEASE, 5, 10);
    given.set(draining, "state = 'draining'");
    decommission();

    cancel(gone, here);

    assertThat(given.count(campaign, "cancelled")).isEqualTo(3);
    assertThat(given.count(campaign, "pending")).isEqualTo(3);
    assertThat(given.count(draining, "cancelled")).isEqualTo(1);
    assertThat(given.reason(draining, gone)).isEqualTo("host_decommissioned");
    assertThat(given.published(campaign))
        .singleElement()
        .satisfies(
            payload -> {
              assertThat(payload).contains("host_decommissioned", "cancelled", gone.toString());
              assertThat(Given.items(payload)).isEqualTo(3);
            });
    assertThat(ledger.byLease(gone, List.of(lease)).get(lease).answerable()).isFalse();
  }

  @Test
  void what_had_ended_before_stays_as_it_ended_and_nothing_ends_twice() {
    var campaign = given.campaign(2, gone);
    var lease = claims.claim(gone, NOW, LEASE, 1, 10).getFirst().leaseId();
    ledger.answered(gone, ledger.byLease(gone, List.of(lease)).get(lease), false, null, NOW);
    decommission();

    cancel(gone);
    cancel(gone);

    assertThat(given.count(campaign, "responded")).isEqualTo(1);
    assertThat(given.count(campaign, "cancelled")).isEqualTo(1);
    assertThat(given.published(campaign)).hasSize(1);
  }

  @Test
  void a_chunk_that_comes_later_is_cancelled_for_a_decommissioned_host_only() {
    decommission();
    var campaign = UUID.randomUUID();

    assignments.on(
        Kafka.batch(
            AssignmentEvent.CODEC,
            Given.chunk(campaign, List.of(gone, here), UUID.randomUUID(), UUID.randomUUID())));

    assertThat(given.count(campaign, "cancelled")).isEqualTo(2);
    assertThat(given.count(campaign, "pending")).isEqualTo(2);
    assertThat(given.published(campaign))
        .singleElement()
        .satisfies(
            payload ->
                assertThat(payload)
                    .contains("host_decommissioned", gone.toString())
                    .doesNotContain(here.toString()));
  }

  @Test
  void what_is_open_is_shown_oldest_first() {
    var second = given.campaign(NOW, 1, here);
    var first = given.campaign(NOW.minusSeconds(60), 1, here);
    claims.claim(here, NOW, LEASE, 1, 10);

    assertThat(work.open(here, 10))
        .extracting(HostWork.Open::campaignId, HostWork.Open::state, HostWork.Open::leasedUntil)
        .containsExactly(tuple(first, "leased", NOW.plus(LEASE)), tuple(second, "pending", null));
    assertThat(work.open(here, 10)).extracting(HostWork.Open::attempts).containsExactly(1, 0);
    assertThat(work.open(here, 1)).hasSize(1);
    assertThat(work.open(gone, 10)).isEmpty();
  }

  @Test
  void work_is_cancelled_in_one_order_so_that_two_replicas_never_deadlock() throws Exception {
    // The last one was assigned first.
    var campaigns =
        Stream.of(Given.ids(5)).sorted(Comparator.comparing(UUID::toString).reversed()).toList();
    for (int n = 0; n < campaigns.size(); n++) {
      ledger.assign(
          Given.chunk(campaigns.get(n), List.of(gone), UUID.randomUUID()), NOW.plusSeconds(n));
    }
    decommission();

    Future<?> cancelled;
    try (var other = Executors.newSingleThreadExecutor()) {
      cancelled =
          QuarkusTransaction.requiringNew()
              .call(
                  () -> {
                    assertThat(lock(List.of(campaigns.getLast()))).hasSize(1);
                    Future<?> cancelling = other.submit(() -> cancel(gone));
                    Locks.awaitWaiting(jdbi);
                    assertThat(lock(campaigns))
                        .as("who waits for the first holds no other")
                        .hasSize(campaigns.size());
                    return cancelling;
                  });
    }
    cancelled.get();

    assertThat(campaigns)
        .allSatisfy(each -> assertThat(given.count(each, "cancelled")).isEqualTo(1));
  }

  @Test
  void a_chunk_waits_for_nobody_who_holds_other_work_of_a_decommissioned_host() throws Exception {
    var earlier = given.campaign(1, gone);
    var campaign = UUID.randomUUID();
    decommission();

    try (var other = Executors.newSingleThreadExecutor()) {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                assertThat(lock(List.of(earlier))).hasSize(1);
                var assigned =
                    other.submit(
                        () ->
                            assignments.on(
                                Kafka.batch(
                                    AssignmentEvent.CODEC,
                                    Given.chunk(campaign, List.of(gone), UUID.randomUUID()))));
                assertThat(assigned).succeedsWithin(Duration.ofSeconds(20));
              });
    }

    assertThat(given.count(campaign, "cancelled")).isEqualTo(1);
    assertThat(given.count(earlier, "pending")).isEqualTo(1);
  }

  private List<UUID> lock(List<UUID> campaigns) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT campaign_id FROM assignment WHERE campaign_id = ANY (:ids)"
                        + " FOR UPDATE SKIP LOCKED")
                .bindArray("ids", UUID.class, campaigns)
                .mapTo(UUID.class)
                .list());
  }

  private void decommission() {
    hosts.set(gone, "decommissioned_at = last_seen");
  }

  private void cancel(UUID... hostIds) {
    QuarkusTransaction.requiringNew()
        .run(() -> work.cancelDecommissioned(List.of(hostIds), NOW.plusSeconds(1)));
  }
}
