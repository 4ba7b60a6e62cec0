package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import mimir.dispatch.assignments.AssignmentLedger.Leased;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import mimir.dispatch.hosts.GivenHosts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two replicas and an operator do to the same rows at the same time. */
@QuarkusTest
class LedgerRacesTest extends AtOnceInTheLedger {
  private static final Duration LEASE = Duration.ofMinutes(30);
  private static final int ROUNDS = 40;

  @Inject HostWork work;

  @Test
  void two_replicas_that_claim_for_the_same_hosts_share_no_row_and_keep_to_the_maximum()
      throws Exception {
    var hosts = Given.ids(30);
    given.campaign(6, hosts);
    Callable<List<UUID>> replica =
        () -> {
          var together = new HashMap<UUID, Instant>();
          Arrays.stream(hosts).forEach(host -> together.put(host, NOW));
          var leases = new ArrayList<UUID>();
          for (int turn = 0; turn < 3; turn++) {
            Map<UUID, List<Claimed>> claimed = claims.claim(together, LEASE, 2, 10);
            claimed.forEach(
                (_, each) -> {
                  assertThat(each).hasSizeLessThanOrEqualTo(2);
                  each.forEach(one -> leases.add(one.leaseId()));
                });
          }
          return leases;
        };

    var leases = new ArrayList<UUID>();
    for (var claimed : threads.atOnce(Collections.nCopies(4, replica))) {
      leases.addAll(claimed);
    }
    leases.addAll(replica.call());

    assertThat(leases).hasSize(180).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "INV-7, discard {0}")
  @ValueSource(booleans = {true, false})
  void after_a_stop_nothing_is_claimed_and_nothing_stays_behind(boolean discard) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var hosts = Given.ids(4);
      var campaign = given.campaign(2, hosts);
      Callable<Integer> claimer =
          () -> {
            int claimed = 0;
            for (UUID host : hosts) {
              claimed += claims.claim(host, NOW, LEASE, 1, 10).size();
            }
            return claimed;
          };
      Callable<Integer> stop =
          () -> {
            given.stopped(campaign, discard);
            sweep.sweep();
            return 0;
          };

      int claimed = threads.atOnce(List.of(claimer, stop, claimer)).stream().mapToInt(n -> n).sum();

      assertThat(claimer.call()).as("after the stop").isZero();
      // What was locked then.
      clock.advance(StopSweep.RETRY);
      sweep.sweep();
      assertThat(given.count(campaign, "pending") + given.count(campaign, "leased")).isZero();
      assertThat(given.count(campaign, "draining")).isLessThanOrEqualTo(discard ? 0 : claimed);
      assertThat(given.total(campaign)).isEqualTo(8);
    }
  }

  @Test
  void a_chunk_that_is_written_while_its_campaign_stops_is_swept() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var campaign = given.campaign(1, UUID.randomUUID());
      var late = Given.chunk(campaign, List.of(Given.ids(50)), UUID.randomUUID());

      threads.atOnce(
          List.of(
              () -> {
                QuarkusTransaction.requiringNew().run(() -> ledger.assign(late, NOW));
                ledger.sweepIfStopped(List.of(campaign));
                return null;
              },
              () -> {
                given.stopped(campaign, true);
                sweep.sweep();
                return null;
              }));
      sweep.sweep();

      assertThat(given.count(campaign, "cancelled")).isEqualTo(51);
    }
  }

  @Test
  void of_two_answers_and_a_further_claim_at_once_one_answer_counts_and_nothing_is_open()
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var host = UUID.randomUUID();
      var campaign = given.campaign(1, host);
      var stale = leased(host, claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId());
      var expired = NOW.plus(LEASE);
      Callable<Integer> answer = () -> ledger.answered(host, stale, false, null, expired) ? 1 : 0;

      int accepted =
          threads
              .atOnce(
                  List.of(
                      answer,
                      () -> {
                        claims.claim(host, expired, LEASE, 1, 10);
                        return 0;
                      },
                      answer))
              .stream()
              .mapToInt(n -> n)
              .sum();

      assertThat(accepted).isEqualTo(1);
      assertThat(given.count(campaign, "responded")).isEqualTo(1);
      assertThat(claims.claim(host, expired.plus(LEASE), LEASE, 1, 10)).isEmpty();
    }
  }

  @Test
  void what_runs_out_of_attempts_while_its_answer_comes_ends_once() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var host = UUID.randomUUID();
      var campaign = given.campaign(1, host);
      var last = leased(host, claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId());
      given.set(campaign, "attempts = 10");
      var expired = NOW.plus(LEASE);
      Callable<Integer> exhaust =
          () -> {
            turns.exhaust(List.of(host), expired);
            return 0;
          };

      int answered =
          threads
              .atOnce(
                  List.of(
                      exhaust,
                      () -> ledger.answered(host, last, false, null, expired) ? 1 : 0,
                      exhaust))
              .stream()
              .mapToInt(n -> n)
              .sum();

      assertThat(given.count(campaign, "responded")).isEqualTo(answered);
      assertThat(given.count(campaign, "errored")).isEqualTo(1 - answered);
      assertThat(given.told(campaign)).isEqualTo(1 - answered);
    }
  }

  @Test
  void a_host_that_is_decommissioned_while_it_claims_has_nothing_open_afterwards()
      throws Exception {
    var hosts = new GivenHosts(jdbi, NOW);
    for (int round = 0; round < ROUNDS; round++) {
      var host = hosts.host("host-" + round);
      var campaign = given.campaign(3, host);
      Callable<Void> claimer =
          () -> {
            claims.claim(host, NOW, LEASE, 2, 10);
            return null;
          };

      threads.atOnce(
          List.of(
              claimer,
              () -> {
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          hosts.set(host, "decommissioned_at = now()");
                          work.cancelDecommissioned(List.of(host), NOW);
                        });
                return null;
              },
              claimer));

      assertThat(given.count(campaign, "cancelled")).isEqualTo(3);
      assertThat(given.told(campaign)).isEqualTo(3);
      assertThat(claims.claim(host, NOW.plus(LEASE), LEASE, 3, 10)).isEmpty();
    }
  }

  private Leased leased(UUID host, UUID lease) {
    return ledger.byLease(host, List.of(lease)).get(lease);
  }
}
