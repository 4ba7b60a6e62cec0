package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ClaimAssignmentsTest {
  private static final Duration LEASE = Duration.ofMinutes(30);

  @Inject ClaimAssignments claims;
  @Inject Claims turns;
  @Inject Jdbi jdbi;

  private final UUID host = UUID.randomUUID();
  private Given given;

  @BeforeEach
  void given() {
    given = new Given(jdbi);
  }

  @Test
  void no_more_is_claimed_than_asked_and_the_oldest_first() {
    var newer = given.campaign(NOW.minusSeconds(10), 2, host);
    var oldest = given.campaign(NOW.minusSeconds(30), 1, host);
    var older = given.campaign(NOW.minusSeconds(20), 1, host);

    assertThat(claim(NOW, 2))
        .extracting(Claimed::campaignId)
        .containsExactlyInAnyOrder(oldest, older);
    assertThat(claim(NOW, 1)).extracting(Claimed::campaignId).containsExactly(newer);
    assertThat(claim(NOW, 5)).extracting(Claimed::campaignId).containsExactly(newer);
    assertThat(claim(NOW, 5)).isEmpty();
  }

  @Test
  void what_is_claimed_is_the_frozen_statement_under_a_new_lease() {
    given.campaign(1, host);

    var claimed = claim(NOW, 1).getFirst();

    assertThat(claimed.sql()).isEqualTo("SELECT '" + claimed.queryId() + "'");
    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(claimed.leaseId()).isNotEqualTo(claimed.queryId()).isNotNull();
  }

  @Test
  void another_hosts_work_is_not_claimed() {
    given.campaign(1, UUID.randomUUID());

    assertThat(claim(NOW, 5)).isEmpty();
  }

  @Test
  void two_open_transactions_never_share_a_row() {
    given.campaign(5, host);

    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              var mine = queries(claim(NOW, 2));
              var others = queries(QuarkusTransaction.requiringNew().call(() -> claim(NOW, 10)));
              assertThat(mine).hasSize(2);
              assertThat(others).hasSize(3).doesNotContainAnyElementsOf(mine);
            });
  }

  @Test
  void a_claim_that_is_rolled_back_was_none() {
    given.campaign(1, host);

    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          claim(NOW, 1);
                          throw new IllegalStateException("the reply was lost");
                        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(claim(NOW, 1)).extracting(Claimed::attempt).containsExactly(1);
  }

  @Test
  void a_lease_that_did_not_reach_its_host_costs_no_attempt() {
    given.campaign(1, host);
    var lost = claim(NOW, 1).getFirst();

    claims.giveBack(UUID.randomUUID(), List.of(lost.leaseId()));
    assertThat(claim(NOW, 1)).isEmpty();
    claims.giveBack(host, List.of(lost.leaseId()));

    var again = claim(NOW, 1).getFirst();
    assertThat(again.attempt()).isEqualTo(1);
    assertThat(again.leaseId()).isNotEqualTo(lost.leaseId());
  }

  @ParameterizedTest(name = "A-3 {0} after the claim")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PT0S             | 0
          PT29M59.999999S  | 0
          PT30M            | 1
          P7D              | 1
          """)
  void an_expired_lease_is_claimable_and_a_live_one_is_not(Duration later, int claimable) {
    given.campaign(1, host);
    var first = claim(NOW, 1).getFirst();

    var again = claim(NOW.plus(later), 1);

    assertThat(again).hasSize(claimable);
    assertThat(again)
        .allSatisfy(
            claimed -> {
              assertThat(claimed.attempt()).isEqualTo(2);
              assertThat(claimed.leaseId()).isNotEqualTo(first.leaseId());
            });
  }

  @ParameterizedTest(name = "discard {0}")
  @CsvSource({"true", "false"})
  void a_stopped_campaign_hands_out_nothing(boolean discard) {
    given.stopped(given.campaign(3, host), discard);

    assertThat(claim(NOW, 5)).isEmpty();
  }

  @Test
  void an_unknown_campaign_hands_out_nothing() {
    var campaign = given.campaign(1, host);
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM campaign_query WHERE campaign_id = ?", campaign);
          handle.execute("DELETE FROM campaign WHERE campaign_id = ?", campaign);
        });

    assertThat(claim(NOW, 5)).isEmpty();
    assertThat(given.count(campaign, "pending")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state = 'draining'",
        "state = 'responded', ended_at = now(), lease_id = NULL, leased_until = NULL",
        "state = 'errored', ended_at = now(), lease_id = NULL, leased_until = NULL",
        "state = 'cancelled', ended_at = now(), lease_id = NULL, leased_until = NULL"
      })
  void only_what_is_pending_or_leased_is_claimed(String set) {
    var campaign = given.campaign(1, host);
    claim(NOW, 1);
    given.set(campaign, set);

    assertThat(claim(NOW.plus(LEASE), 1)).isEmpty();
  }

  @Test
  void nothing_is_claimed_before_its_time() {
    var campaign = given.campaign(1, host);
    given.set(campaign, "not_before = '2026-03-02T12:00:00Z'");

    assertThat(claim(NOW.plus(Duration.ofHours(24)).minusNanos(1_000), 1)).isEmpty();
    assertThat(new WaitingHosts(jdbi).of(List.of(host)))
        .containsExactly(Map.entry(host, NOW.plus(Duration.ofHours(24))));
    assertThat(claim(NOW.plus(Duration.ofHours(24)), 1)).hasSize(1);
  }

  @Test
  void after_the_last_attempt_the_assignment_ends_and_the_others_are_told() {
    var campaign = given.campaign(1, host);
    claim(NOW, 1);
    given.set(campaign, "attempts = 10");
    assertThat(turns.of(host, NOW.plus(LEASE).minusNanos(1_000))).isEmpty();
    assertThat(given.count(campaign, "leased")).isEqualTo(1);

    assertThat(turns.of(host, NOW.plus(LEASE))).isEmpty();

    assertThat(given.count(campaign, "errored")).isEqualTo(1);
    assertThat(given.published(campaign))
        .singleElement()
        .asString()
        .contains("attempts_exhausted", "errored", host.toString());
    assertThat(turns.of(host, NOW.plus(LEASE))).isEmpty();
    assertThat(given.published(campaign)).hasSize(1);
  }

  @Test
  void what_is_exhausted_does_not_hold_up_the_rest() {
    var exhausted = given.campaign(NOW.minusSeconds(10), 1, host);
    claim(NOW.minus(LEASE), 1);
    given.set(exhausted, "attempts = 10");
    var next = given.campaign(1, host);

    assertThat(turns.of(host, NOW)).extracting(Claimed::campaignId).containsExactly(next);
  }

  @Test
  void a_herd_claims_every_row_once() throws Exception {
    var hosts = Given.ids(40);
    given.campaign(5, hosts);
    Callable<List<UUID>> claimAll =
        () -> {
          var leases = new ArrayList<UUID>();
          for (int round = 0; round < 5; round++) {
            for (UUID each : hosts) {
              claims
                  .claim(each, NOW, LEASE, 1, 10)
                  .forEach(claimed -> leases.add(claimed.leaseId()));
            }
          }
          return leases;
        };

    var leases = new ArrayList<UUID>();
    try (var herd = Executors.newFixedThreadPool(6)) {
      for (var claimed : herd.invokeAll(Collections.nCopies(6, claimAll))) {
        leases.addAll(claimed.get());
      }
    }
    leases.addAll(claimAll.call());

    assertThat(leases).hasSize(200).doesNotHaveDuplicates();
  }

  private List<Claimed> claim(Instant now, int claimMax) {
    return claims.claim(host, now, LEASE, claimMax, 10);
  }

  private static List<UUID> queries(List<Claimed> claimed) {
    return claimed.stream().map(Claimed::queryId).toList();
  }
}
