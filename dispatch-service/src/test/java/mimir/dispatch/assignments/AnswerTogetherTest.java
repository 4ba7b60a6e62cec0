package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mimir.dispatch.assignments.AssignmentLedger.Answered;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AnswerTogetherTest {
  private static final Duration LEASE = Duration.ofMinutes(30);
  private static final int HOSTS = 150;

  @Inject AnswerTogether together;
  @Inject AssignmentLedger ledger;
  @Inject ClaimAssignments claims;
  @Inject Jdbi jdbi;

  private Given given;

  @BeforeEach
  void given() {
    given = new Given(jdbi);
  }

  /** Each host twice: an answer and its double, which may go in one statement. */
  @Test
  void of_many_at_once_each_is_counted_once() throws Exception {
    var hosts = Given.ids(HOSTS);
    var campaign = given.campaign(1, hosts);
    var firsts = new ArrayList<Future<Boolean>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (UUID host : hosts) {
        var lease = claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId();
        for (int n = 0; n < 2; n++) {
          firsts.add(threads.submit(() -> answer(host, lease)));
        }
      }
    }

    int accepted = 0;
    for (Future<Boolean> first : firsts) {
      accepted += first.get() ? 1 : 0;
    }
    assertThat(accepted).isEqualTo(HOSTS);
    assertThat(given.count(campaign, "responded")).isEqualTo(HOSTS);
  }

  @Test
  void of_two_answers_in_one_statement_the_first_counts() {
    var host = UUID.randomUUID();
    given.campaign(1, host);
    var lease = claims.claim(host, NOW, LEASE, 1, 10).getFirst().leaseId();
    var leased = ledger.byLease(host, List.of(lease)).get(lease);
    var answer = Answered.of(host, leased, false, null, NOW);

    assertThat(ledger.answered(List.of(answer, answer))).containsExactly(true, false);
    assertThat(ledger.answered(List.of(answer, answer))).containsExactly(false, false);
  }

  @Test
  void a_lease_is_found_for_its_own_host_only() {
    var hosts = Given.ids(2);
    given.campaign(1, hosts);
    var lease = claims.claim(hosts[0], NOW, LEASE, 1, 10).getFirst().leaseId();

    assertThat(together.byLease(hosts[0], List.of(lease, UUID.randomUUID())))
        .containsOnlyKeys(lease);
    assertThat(together.byLease(hosts[1], List.of(lease))).isEmpty();
    assertThat(together.byLease(hosts[1], List.of())).isEmpty();
  }

  private boolean answer(UUID host, UUID lease) {
    var leased = together.byLease(host, List.of(lease)).get(lease);
    return leased.answerable() && together.answered(host, leased, false, null, NOW);
  }
}
