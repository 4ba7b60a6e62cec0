package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.dispatch.TestClock;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StopSweepTest {
  private static final Duration LEASE = Duration.ofMinutes(30);

  @Inject AssignmentEnds ends;
  @Inject AssignmentLedger ledger;
  @Inject CampaignTables campaigns;
  @Inject ClaimAssignments claims;
  @Inject Jdbi jdbi;

  private final TestClock clock = new TestClock(NOW);
  private final UUID host = UUID.randomUUID();
  private Given given;
  private StopSweep sweep;

  @BeforeEach
  void nothing_to_sweep() {
    jdbi.useHandle(handle -> handle.execute("UPDATE campaign SET sweep_at = NULL"));
    given = new Given(jdbi);
    sweep = new StopSweep(jdbi, ends, clock);
  }

  @Test
  void a_stop_with_discard_cancels_what_is_pending_and_what_is_leased() {
    var campaign = given.campaign(3, host);
    var lease = claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId();
    given.stopped(campaign, true);

    sweep.sweep();

    assertThat(given.count(campaign, "cancelled")).isEqualTo(3);
    assertThat(given.published(campaign))
        .singleElement()
        .satisfies(
            payload -> {
              assertThat(payload).contains("campaign_stopped", "cancelled", host.toString());
              assertThat(Given.items(payload)).isEqualTo(3);
            });
    assertThat(ledger.byLease(host, List.of(lease)).get(lease).answerable()).isFalse();
  }

  @Test
  void a_stop_without_discard_lets_a_leased_assignment_answer() {
    var campaign = given.campaign(3, host);
    var lease = claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId();
    given.stopped(campaign, false);

    sweep.sweep();

    assertThat(given.count(campaign, "cancelled")).isEqualTo(2);
    assertThat(given.count(campaign, "draining")).isEqualTo(1);
    var leased = ledger.byLease(host, List.of(lease)).get(lease);
    assertThat(leased.answerable()).isTrue();
    assertThat(ledger.answered(host, leased, false, null, NOW)).isTrue();
    assertThat(given.count(campaign, "responded")).isEqualTo(1);
  }

  @Test
  void draining_ends_with_its_lease() {
    var campaign = given.campaign(1, host);
    claims.claim(host, NOW, LEASE, 1, 10);
    given.stopped(campaign, false);
    sweep.sweep();
    clock.advance(LEASE.minusNanos(1_000));
    sweep.sweep();
    assertThat(given.count(campaign, "draining")).isEqualTo(1);

    clock.advance(Duration.ofNanos(1_000));
    sweep.sweep();

    assertThat(given.count(campaign, "cancelled")).isEqualTo(1);
    assertThat(given.published(campaign)).hasSize(1);
    assertThat(sweepAt(campaign)).isNull();
  }

  @Test
  void a_lease_that_had_expired_before_the_stop_is_cancelled() {
    var campaign = given.campaign(1, host);
    claims.claim(host, NOW.minus(LEASE), LEASE, 1, 10);
    given.stopped(campaign, false);

    sweep.sweep();

    assertThat(given.count(campaign, "cancelled")).isEqualTo(1);
  }

  @Test
  void a_large_campaign_goes_in_batches() {
    var campaign = given.campaign(1, Given.ids(2_500));
    given.stopped(campaign, true);

    assertThat(given.count(campaign, "pending")).isEqualTo(2_500);
    sweep.sweep();

    assertThat(given.count(campaign, "cancelled")).isEqualTo(2_500);
    assertThat(given.published(campaign).stream().map(Given::items))
        .containsExactlyInAnyOrder(1_000, 1_000, 500);
  }

  @Test
  void a_chunk_that_comes_after_the_stop_is_swept() {
    var campaign = given.campaign(1, host);
    given.stopped(campaign, true);
    sweep.sweep();
    var late = UUID.randomUUID();

    ledger.assign(Given.chunk(campaign, List.of(late), Given.ids(1)), NOW);
    ledger.sweepIfStopped(List.of(campaign));
    assertThat(claims.claim(late, NOW, LEASE, 1, 10)).isEmpty();
    sweep.sweep();

    assertThat(given.count(campaign, "cancelled")).isEqualTo(2);
  }

  @Test
  void what_somebody_holds_is_looked_at_again_in_a_second_and_not_at_once() {
    var campaign = given.campaign(1, host);
    given.stopped(campaign, true);

    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              jdbi.useHandle(
                  handle ->
                      handle
                          .createQuery(
                              "SELECT host_id FROM assignment WHERE host_id = ? FOR UPDATE")
                          .bind(0, host)
                          .mapToMap()
                          .list());
              assertThat(QuarkusTransaction.suspendingExisting().call(this::rounds)).isEqualTo(1);
            });

    assertThat(rounds()).as("in the same second").isZero();
    clock.advance(StopSweep.RETRY);
    assertThat(rounds()).isEqualTo(1);
    assertThat(given.count(campaign, "cancelled")).isEqualTo(1);
    assertThat(sweepAt(campaign)).isNull();
  }

  @Test
  void a_second_stop_changes_nothing() {
    var campaign = given.campaign(1, host);
    claims.claim(host, NOW, LEASE, 1, 10);
    given.stopped(campaign, false);

    campaigns.stop(new CampaignStopped(campaign, "bob", "again", true, NOW.plusSeconds(5)));
    sweep.sweep();

    assertThat(given.count(campaign, "draining")).isEqualTo(1);
  }

  @Test
  void other_campaigns_are_left_alone() {
    var other = given.campaign(1, host);
    given.stopped(given.campaign(1, host), true);

    sweep.sweep();

    assertThat(given.count(other, "pending")).isEqualTo(1);
    assertThat(claims.claim(host, NOW, LEASE, 5, 10)).hasSize(1);
  }

  /** How many batches a sweep takes; it never ends when there are ten. */
  private int rounds() {
    int rounds = 0;
    var from = StopSweep.Position.START;
    while (rounds < 10) {
      var at = from;
      from = QuarkusTransaction.requiringNew().call(() -> sweep.batch(at));
      if (from == null) {
        break;
      }
      rounds++;
    }
    return rounds;
  }

  private String sweepAt(UUID campaign) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT sweep_at::text FROM campaign WHERE campaign_id = ?")
                .bind(0, campaign)
                .mapTo(String.class)
                .one());
  }
}
