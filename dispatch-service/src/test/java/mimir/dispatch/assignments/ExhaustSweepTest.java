package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mimir.dispatch.Limits;
import mimir.dispatch.TestClock;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A-5 for hosts that are gone. */
@QuarkusTest
class ExhaustSweepTest {
  private static final Duration LEASE = Duration.ofMinutes(30);

  @Inject ClaimAssignments claims;
  @Inject Claims turns;
  @Inject Jdbi jdbi;

  private final TestClock clock = new TestClock(NOW);
  private Given given;
  private ExhaustSweep sweep;

  @BeforeEach
  void given() {
    given = new Given(jdbi);
    sweep = new ExhaustSweep(jdbi, turns, Limits.defaults(), clock);
  }

  @Test
  void what_ran_out_of_leases_ends_although_its_host_never_polls_again() {
    var gone = UUID.randomUUID();
    var campaign = given.campaign(1, gone, UUID.randomUUID());
    claims.claim(gone, NOW, LEASE, 1, 10);
    jdbi.useHandle(
        handle -> handle.execute("UPDATE assignment SET attempts = 10 WHERE host_id = ?", gone));

    sweep.sweep();
    assertThat(given.count(campaign, "leased")).as("its last lease runs yet").isEqualTo(1);
    clock.advance(LEASE);
    sweep.sweep();

    assertThat(given.count(campaign, "errored")).isEqualTo(1);
    assertThat(given.count(campaign, "pending")).isEqualTo(1);
    assertThat(given.published(campaign))
        .singleElement()
        .asString()
        .contains("attempts_exhausted", gone.toString());
  }

  @Test
  void what_waits_with_more_attempts_than_are_allowed_now_ends_when_it_is_due() {
    var polls = UUID.randomUUID();
    var gone = UUID.randomUUID();
    var campaign = given.campaign(1, polls, gone);
    given.set(campaign, "attempts = 12, not_before = '" + NOW.plusSeconds(60) + "'");

    sweep.sweep();
    assertThat(turns.of(polls, NOW)).isEmpty();
    assertThat(given.count(campaign, "pending")).as("denylisted yet").isEqualTo(2);
    clock.advance(Duration.ofSeconds(60));
    assertThat(turns.of(polls, clock.instant())).isEmpty();
    assertThat(new WaitingHosts(jdbi).of(List.of(polls))).as("its next polls ask nobody").isEmpty();
    assertThat(given.count(campaign, "errored")).isEqualTo(1);
    sweep.sweep();

    assertThat(given.count(campaign, "errored")).isEqualTo(2);
    assertThat(given.told(campaign)).isEqualTo(2);
    assertThat(given.earlierLeases(campaign)).as("it had no lease").isZero();
  }

  @Test
  void a_slice_ends_with_a_host_and_the_next_begins_behind_it() {
    var campaign = given.campaign(3, Given.ids(5));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE assignment SET attempts = 10, state = 'leased', lease_id ="
                    + " gen_random_uuid(), leased_until = '2026-03-01T11:00:00Z'"
                    + " WHERE campaign_id = ?",
                campaign));

    var after = new UUID(0, 0);
    while (after != null) {
      after = sweep.slice(after, 2);
    }

    assertThat(given.count(campaign, "errored")).isEqualTo(15);
  }
}
