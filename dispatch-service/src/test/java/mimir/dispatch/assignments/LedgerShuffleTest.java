package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import mimir.dispatch.assignments.AssignmentLedger.Leased;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that replicas and an operator can do, in any order and at the same time. */
@QuarkusTest
class LedgerShuffleTest extends AtOnceInTheLedger {

  @ParameterizedTest(name = "INV-1, INV-6, seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatever_happens_at_once_every_assignment_is_in_one_state_and_answered_once(long seed)
      throws Exception {
    var hosts = Given.ids(3);
    var kept = given.campaign(3, hosts);
    var stopped = given.campaign(3, hosts);
    var random = new Random(seed);
    var accepted = Collections.synchronizedList(new ArrayList<String>());
    var work = new ArrayList<Callable<Void>>();
    for (int thread = 0; thread < 4; thread++) {
      work.add(shuffled(hosts, random.nextLong(), accepted));
    }
    work.set(
        3,
        () -> {
          shuffled(hosts, random.nextLong(), accepted).call();
          given.stopped(stopped, random.nextBoolean());
          sweep.sweep();
          return null;
        });

    threads.atOnce(work);

    // What was locked then.
    clock.advance(StopSweep.RETRY);
    sweep.sweep();
    for (UUID campaign : List.of(kept, stopped)) {
      assertThat(given.total(campaign)).isEqualTo(9);
    }
    assertThat(accepted).doesNotHaveDuplicates();
    assertThat(given.count(kept, "responded") + given.count(stopped, "responded"))
        .isEqualTo(accepted.size());
    assertThat(given.count(stopped, "pending") + given.count(stopped, "leased")).isZero();
    for (UUID campaign : List.of(kept, stopped)) {
      assertThat(given.told(campaign))
          .isEqualTo(given.count(campaign, "errored") + given.count(campaign, "cancelled"));
    }
  }

  /** Sixty steps of a replica: each claims, or does something with a lease that it was given. */
  private Callable<Void> shuffled(UUID[] hosts, long seed, List<String> accepted) {
    return () -> {
      var random = new Random(seed);
      var leases = new ArrayList<Map.Entry<UUID, UUID>>();
      for (int step = 0; step < 60; step++) {
        var host = hosts[random.nextInt(hosts.length)];
        // Leases run out every few steps.
        var now = NOW.plusSeconds(step * 240L);
        if (leases.isEmpty() || random.nextInt(3) == 0) {
          turns.of(host, now).forEach(one -> leases.add(Map.entry(host, one.leaseId())));
          continue;
        }
        var lease = leases.get(random.nextInt(leases.size()));
        switch (random.nextInt(4)) {
          case 0 -> claims.giveBack(lease.getKey(), List.of(lease.getValue()));
          case 1 -> ledger.putBack(lease.getKey(), lease.getValue(), now);
          case 2 -> turns.exhaust(List.of(lease.getKey()), now);
          default -> answer(lease.getKey(), lease.getValue(), now, accepted);
        }
      }
      return null;
    };
  }

  private void answer(UUID host, UUID lease, Instant now, List<String> accepted) {
    Leased leased = ledger.byLease(host, List.of(lease)).get(lease);
    if (leased != null && ledger.answered(host, leased, false, null, now)) {
      accepted.add(host + " " + leased.campaignId() + " " + leased.queryId());
    }
  }
}
