package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mimir.dispatch.Limits;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimTogetherTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Database database = new Database();
  private final ClaimableHosts claimable =
      new ClaimableHosts(new WaitingHosts(null), new SimpleMeterRegistry());
  private final Announced announcements = new Announced();
  private final ExecutorService hosts = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    hosts.shutdownNow();
  }

  @Test
  void hosts_that_poll_while_claims_are_on_their_way_share_the_next_one() throws Exception {
    var together = new ClaimTogether(database, Limits.defaults(), claimable, announcements, LONG);
    List<Future<List<Claimed>>> alone = busy(together);
    var waiting = new ArrayList<Future<List<Claimed>>>();
    for (int host = 0; host < 10; host++) {
      waiting.add(claim(together, UUID.randomUUID()));
    }
    awaitQueued(together, 10);
    assertThat(database.arrived).as("no further statement").isEmpty();

    database.goOn.put(true);

    assertThat(database.arrived.take()).hasSize(10);
    for (int turn = 0; turn < ClaimTogether.AT_ONCE; turn++) {
      database.goOn.put(true);
    }
    for (var each : waiting) {
      assertThat(each.get()).hasSize(1);
    }
    assertThat(alone).extracting(Future::get).doesNotHaveDuplicates();
  }

  @Test
  void two_polls_of_one_host_never_share_a_claim() throws Exception {
    var together = new ClaimTogether(database, Limits.defaults(), claimable, announcements, LONG);
    List<Future<List<Claimed>>> alone = busy(together);
    var host = UUID.randomUUID();
    var twice = List.of(claim(together, host), claim(together, host));
    awaitQueued(together, 2);

    for (int turn = 0; turn < ClaimTogether.AT_ONCE + 2; turn++) {
      database.goOn.put(true);
    }

    assertThat(twice.getFirst().get()).isNotEqualTo(twice.getLast().get());
    assertThat(database.arrived).containsExactly(Set.of(host), Set.of(host));
    assertThat(alone).extracting(Future::get).doesNotHaveDuplicates();
  }

  @Test
  void a_claim_that_fails_fails_for_who_shared_it_and_for_nobody_else() throws Exception {
    var together = new ClaimTogether(database, Limits.defaults(), claimable, announcements, LONG);
    var unlucky = claim(together, UUID.randomUUID());

    database.goOn.put(false);

    assertThatThrownBy(unlucky::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessage("the database is away");
    var next = claim(together, UUID.randomUUID());
    database.goOn.put(true);
    assertThat(next.get()).hasSize(1);
  }

  @Test
  void who_waited_too_long_gets_nothing_and_its_lease_is_given_back_for_any_replica()
      throws Exception {
    var together =
        new ClaimTogether(
            database, Limits.defaults(), claimable, announcements, Duration.ofMillis(50));
    var host = UUID.randomUUID();
    var impatient = claim(together, host);

    assertThatThrownBy(impatient::get).cause().isInstanceOf(CancellationException.class);
    database.goOn.put(true);

    assertThat(database.givenBack.take()).isEqualTo(host);
    assertThat(announcements.again.poll(10, TimeUnit.SECONDS))
        .as("told to the other replicas")
        .isEqualTo(host);
    assertThat(claimable.mayClaim(host, NOW)).isTrue();
  }

  @Test
  void nobody_is_left_behind_whoever_comes_when_the_last_claim_ends() throws Exception {
    var each = new ConcurrentDatabase();
    var together = new ClaimTogether(each, Limits.defaults(), claimable, announcements, LONG);
    var turns = new ArrayList<Future<Integer>>();
    for (int host = 0; host < 16; host++) {
      turns.add(
          hosts.submit(
              () -> {
                int claimed = 0;
                for (int turn = 0; turn < 500; turn++) {
                  claimed += together.claim(UUID.randomUUID(), NOW).size();
                }
                return claimed;
              }));
    }

    for (var turn : turns) {
      assertThat(turn.get()).isEqualTo(500);
    }
    assertThat(each.most.get()).isLessThanOrEqualTo(ClaimTogether.AT_ONCE);
  }

  /** As many claims on their way as there may be, each of one host. */
  private List<Future<List<Claimed>>> busy(ClaimTogether together) throws InterruptedException {
    var alone = new ArrayList<Future<List<Claimed>>>();
    for (int claim = 0; claim < ClaimTogether.AT_ONCE; claim++) {
      alone.add(claim(together, UUID.randomUUID()));
      assertThat(database.arrived.take()).hasSize(1);
    }
    return alone;
  }

  private Future<List<Claimed>> claim(ClaimTogether together, UUID host) {
    return hosts.submit(() -> together.claim(host, NOW));
  }

  private static void awaitQueued(ClaimTogether together, int hosts) {
    Awaitility.await().until(() -> together.queued() == hosts);
  }

  private static Map<UUID, List<Claimed>> leases(Set<UUID> hosts) {
    var leases = new HashMap<UUID, List<Claimed>>();
    for (UUID host : hosts) {
      leases.put(host, List.of(new Claimed(UUID.randomUUID(), host, host, "SELECT 1", 1, 1, null)));
    }
    return leases;
  }

  /** Says who asks, and answers when it is told to. */
  private static final class Database extends ClaimAssignments {
    final BlockingQueue<Set<UUID>> arrived = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> goOn = new SynchronousQueue<>();
    final BlockingQueue<UUID> givenBack = new LinkedBlockingQueue<>();

    Database() {
      super(null);
    }

    @Override
    Map<UUID, List<Claimed>> claim(
        Map<UUID, Instant> hosts, Duration lease, int claimMax, int attemptsMax) {
      arrived.add(Set.copyOf(hosts.keySet()));
      try {
        if (!goOn.take()) {
          throw new IllegalStateException("the database is away");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return leases(hosts.keySet());
    }

    @Override
    void giveBack(UUID hostId, List<UUID> leaseIds) {
      givenBack.add(hostId);
    }
  }

  private static final class Announced extends Announcements {
    final BlockingQueue<UUID> again = new LinkedBlockingQueue<>();

    Announced() {
      super(null, null);
    }

    @Override
    public void workAgain(UUID hostId) {
      again.add(hostId);
    }
  }

  /** Answers at once, and counts how many ask at the same time. */
  private static final class ConcurrentDatabase extends ClaimAssignments {
    final AtomicInteger now = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    ConcurrentDatabase() {
      super(null);
    }

    @Override
    Map<UUID, List<Claimed>> claim(
        Map<UUID, Instant> hosts, Duration lease, int claimMax, int attemptsMax) {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      LockSupport.parkNanos(1_000);
      now.decrementAndGet();
      return leases(hosts.keySet());
    }
  }
}
