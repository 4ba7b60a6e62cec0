package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AssignmentLedgerTest {
  private static final Duration LEASE = Duration.ofMinutes(30);

  @Inject AssignmentLedger ledger;
  @Inject ClaimAssignments claims;
  @Inject CampaignTables campaigns;
  @Inject Jdbi jdbi;

  private final UUID host = UUID.randomUUID();
  private Given given;

  @BeforeEach
  void given() {
    given = new Given(jdbi);
  }

  @Test
  void a_chunk_may_come_before_its_launch() {
    var campaign = UUID.randomUUID();
    var query = UUID.randomUUID();
    ledger.assign(Given.chunk(campaign, List.of(host), query), NOW);
    assertThat(claim(NOW)).isEmpty();

    campaigns.launch(Given.launched(campaign, NOW, query), null);

    assertThat(claim(NOW)).extracting(Claimed::queryId).containsExactly(query);
  }

  @Test
  void a_chunk_that_comes_again_changes_nothing() {
    var campaign = UUID.randomUUID();
    var query = UUID.randomUUID();
    campaigns.launch(Given.launched(campaign, NOW, query), null);
    var chunk = Given.chunk(campaign, List.of(host), query);
    ledger.assign(chunk, NOW);
    var lease = claim(NOW).getFirst().leaseId();

    ledger.assign(chunk, NOW.plusSeconds(60));

    assertThat(given.count(campaign, "leased")).isEqualTo(1);
    assertThat(given.count(campaign, "pending")).isZero();
    assertThat(ledger.byLease(host, List.of(lease))).containsOnlyKeys(lease);
  }

  @Test
  void every_host_of_a_group_is_asked_each_of_its_queries() {
    var campaign = given.campaign(3, Given.ids(4));

    assertThat(given.count(campaign, "pending")).isEqualTo(12);
  }

  @Test
  void an_assignment_is_found_by_all_leases_that_its_host_ever_had() {
    given.campaign(1, host);
    var first = claim(NOW).getFirst().leaseId();
    var second = claim(NOW.plus(LEASE)).getFirst().leaseId();
    var third = claim(NOW.plus(LEASE.multipliedBy(2))).getFirst().leaseId();

    var found = ledger.byLease(host, List.of(first, second, third, UUID.randomUUID()));

    assertThat(found).containsOnlyKeys(first, second, third);
    assertThat(found.values())
        .allSatisfy(
            leased -> {
              assertThat(leased.answerable()).isTrue();
              assertThat(leased.attempt()).isEqualTo(3);
              assertThat(leased.launchedAt()).isEqualTo(NOW.minusSeconds(60));
            });
  }

  @Test
  void another_hosts_lease_finds_nothing() {
    given.campaign(1, host);
    var lease = claim(NOW).getFirst().leaseId();

    assertThat(ledger.byLease(UUID.randomUUID(), List.of(lease))).isEmpty();
  }

  @Test
  void the_first_answer_wins_and_no_other_changes_anything() {
    var campaign = given.campaign(1, host);
    var lease = claim(NOW).getFirst().leaseId();
    var leased = ledger.byLease(host, List.of(lease)).get(lease);

    assertThat(ledger.answered(host, leased, false, null, NOW)).isTrue();
    assertThat(ledger.answered(host, leased, true, "osquery", NOW)).isFalse();

    assertThat(given.count(campaign, "responded")).isEqualTo(1);
    assertThat(ledger.byLease(host, List.of(lease)).get(lease).answerable()).isFalse();
    assertThat(claim(NOW.plus(LEASE))).isEmpty();
  }

  @Test
  void an_answer_to_an_older_lease_counts_when_nothing_answered_first() {
    var campaign = given.campaign(1, host);
    var older = claim(NOW).getFirst().leaseId();
    var newer = claim(NOW.plus(LEASE)).getFirst().leaseId();
    var leased = ledger.byLease(host, List.of(older)).get(older);

    assertThat(ledger.answered(host, leased, false, null, NOW)).isTrue();

    assertThat(given.count(campaign, "responded")).isEqualTo(1);
    assertThat(ledger.byLease(host, List.of(newer)).get(newer).answerable()).isFalse();
  }

  @Test
  void what_osquery_denylisted_waits_for_its_time_and_then_goes_out_again() {
    var campaign = given.campaign(1, host);
    var lease = claim(NOW).getFirst().leaseId();
    var tomorrow = NOW.plus(Duration.ofHours(24));

    ledger.putBack(host, lease, tomorrow);

    assertThat(given.count(campaign, "pending")).isEqualTo(1);
    assertThat(claim(NOW.plus(LEASE))).isEmpty();
    assertThat(new WaitingHosts(jdbi).of(List.of(host))).containsExactly(Map.entry(host, tomorrow));
    assertThat(ledger.byLease(host, List.of(lease)).get(lease).answerable()).isTrue();
    assertThat(claim(tomorrow))
        .as("it was answered: no lease without an answer")
        .extracting(Claimed::attempt)
        .containsExactly(1);
  }

  @Test
  void what_osquery_denylists_every_day_goes_out_again_every_day() {
    var campaign = given.campaign(1, host);
    var now = NOW;
    for (int day = 0; day < 25; day++) {
      var lease = claim(now).getFirst().leaseId();
      now = now.plus(Duration.ofHours(24));
      ledger.putBack(host, lease, now);
    }

    assertThat(claim(now)).hasSize(1);
    assertThat(given.earlierLeases(campaign)).as("the row does not grow for ever").isEqualTo(20);
  }

  @Test
  void only_the_lease_in_force_puts_back() {
    var campaign = given.campaign(1, host);
    var older = claim(NOW).getFirst().leaseId();
    var newer = claim(NOW.plus(LEASE)).getFirst().leaseId();

    ledger.putBack(host, older, NOW);
    ledger.putBack(UUID.randomUUID(), newer, NOW);

    assertThat(given.count(campaign, "leased")).isEqualTo(1);
  }

  private List<Claimed> claim(Instant now) {
    return claims.claim(host, now, LEASE, 5, 10);
  }
}
