package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mimir.dispatch.assignments.AssignmentLedger.Leased;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases that are not the newest, or come too late. */
@QuarkusTest
class StaleLeasesTest {
  private static final Duration LEASE = Duration.ofMinutes(30);

  @Inject AssignmentLedger ledger;
  @Inject ClaimAssignments claims;
  @Inject Jdbi jdbi;

  private Given given;

  @BeforeEach
  void given() {
    given = new Given(jdbi);
  }

  @Test
  void a_stale_lease_never_touches_a_newer_one_but_its_answer_counts_if_it_is_first() {
    var host = UUID.randomUUID();
    var campaign = given.campaign(1, host);
    var stale = claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId();
    var newer = claims.claim(host, NOW.plus(LEASE), LEASE, 1, 10).getFirst().leaseId();

    claims.giveBack(host, List.of(stale));
    ledger.putBack(host, stale, NOW.plus(LEASE));
    claims.refuse(host, stale, "blocked_sql", NOW);
    claims.exhaust(List.of(host), NOW.plus(LEASE), 1);

    assertThat(given.count(campaign, "leased")).isEqualTo(1);
    assertThat(ledger.answered(host, leased(host, stale), false, null, NOW)).isTrue();
    assertThat(ledger.answered(host, leased(host, newer), false, null, NOW)).isFalse();
    assertThat(given.count(campaign, "responded")).isEqualTo(1);
  }

  @Test
  void what_arrives_after_a_stop_that_discards_is_refused_before_the_sweep_too() {
    var host = UUID.randomUUID();
    var campaign = given.campaign(1, host);
    var lease = claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId();
    var before = leased(host, lease);
    given.stopped(campaign, true);

    assertThat(leased(host, lease).answerable()).isFalse();
    assertThat(leased(host, lease).state()).isEqualTo("cancelled");
    assertThat(ledger.answered(host, before, false, null, NOW)).isFalse();
    assertThat(ledger.answered(host, before, false, null, NOW.minusNanos(1_000)))
        .as("it came before the stop")
        .isTrue();
  }

  @Test
  void a_host_that_never_gets_its_reply_does_not_fill_the_row() {
    var host = UUID.randomUUID();
    var campaign = given.campaign(1, host);
    UUID last = null;
    for (int poll = 0; poll < 40; poll++) {
      last = claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId();
      claims.giveBack(host, List.of(last));
    }

    assertThat(number("SELECT cardinality(earlier_lease_ids)", campaign)).isEqualTo(20);
    assertThat(number("SELECT attempts", campaign)).isZero();
    assertThat(leased(host, last).answerable()).isTrue();
  }

  private Leased leased(UUID host, UUID lease) {
    return ledger.byLease(host, List.of(lease)).get(lease);
  }

  private int number(String select, UUID campaign) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(select + " FROM assignment WHERE campaign_id = ?")
                .bind(0, campaign)
                .mapTo(Integer.class)
                .one());
  }
}
