package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import org.jboss.logging.Logger;

/**
 * Hosts that poll while a claim is on its way claim together in the next one. So a host that is
 * alone waits for nobody, a storm pays for one statement and one commit for many hosts, and claims
 * never take more than a few connections from the pool.
 */
@ApplicationScoped
public class ClaimTogether {
  private static final Logger LOG = Logger.getLogger(ClaimTogether.class);

  static final int HOSTS_MAX = 64;

  /** One is at work in the database while others wait for their commit or are handed out. */
  static final int AT_ONCE = 3;

  /** As long as for a connection from the pool. osquery gives up a little later. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final ClaimAssignments claims;
  private final DispatchLimits limits;
  private final ClaimableHosts claimable;
  private final Announcements announcements;
  private final Duration waitMax;
  private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final Semaphore free = new Semaphore(AT_ONCE);

  @Inject
  public ClaimTogether(
      ClaimAssignments claims,
      DispatchLimits limits,
      ClaimableHosts claimable,
      Announcements announcements) {
    this(claims, limits, claimable, announcements, WAIT_MAX);
  }

  ClaimTogether(
      ClaimAssignments claims,
      DispatchLimits limits,
      ClaimableHosts claimable,
      Announcements announcements,
      Duration waitMax) {
    this.claims = claims;
    this.limits = limits;
    this.claimable = claimable;
    this.announcements = announcements;
    this.waitMax = waitMax;
  }

  private record Waiting(UUID hostId, Instant now, CompletableFuture<List<Claimed>> claimed) {}

  /** What this host is given. Blocks. */
  List<Claimed> claim(UUID hostId, Instant now) {
    var waiting = new Waiting(hostId, now, new CompletableFuture<>());
    queue.add(waiting);
    if (free.tryAcquire()) {
      Thread.ofVirtual().name("claim").start(this::work);
    }
    return await(waiting.claimed());
  }

  /** How many wait for the next claim. */
  int queued() {
    return queue.size();
  }

  private List<Claimed> await(CompletableFuture<List<Claimed>> claimed) {
    try {
      return claimed.get(waitMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      // From here on its leases would be nobody's, and are given back.
      if (claimed.cancel(false)) {
        throw new CancellationException("no claim within " + waitMax);
      }
      return claimed.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      claimed.cancel(false);
      throw new CancellationException("interrupted");
    }
  }

  private void work() {
    // Who adds to the queue after the last look finds a place free, and who did before is seen.
    do {
      try {
        while (!queue.isEmpty()) {
          claim(next());
        }
      } finally {
        free.release();
      }
    } while (!queue.isEmpty() && free.tryAcquire());
  }

  /** Each host once: a second poll of the same one waits for the next statement. */
  private Map<UUID, Waiting> next() {
    var next = new LinkedHashMap<UUID, Waiting>();
    while (next.size() < HOSTS_MAX) {
      Waiting waiting = queue.poll();
      if (waiting == null) {
        break;
      }
      if (waiting.claimed().isDone()) {
        continue;
      }
      if (next.putIfAbsent(waiting.hostId(), waiting) != null) {
        queue.add(waiting);
        break;
      }
    }
    return next;
  }

  private void claim(Map<UUID, Waiting> together) {
    if (together.isEmpty()) {
      return;
    }
    try {
      var hosts = new LinkedHashMap<UUID, Instant>();
      together.forEach((hostId, waiting) -> hosts.put(hostId, waiting.now()));
      Map<UUID, List<Claimed>> claimed =
          claims.claim(hosts, limits.lease(), limits.claimMax(), limits.maxAttempts());
      together.forEach(
          (hostId, waiting) -> handOut(waiting, claimed.getOrDefault(hostId, List.of())));
    } catch (RuntimeException | Error e) {
      together.values().forEach(waiting -> waiting.claimed().completeExceptionally(e));
    }
  }

  private void handOut(Waiting waiting, List<Claimed> claimed) {
    if (waiting.claimed().complete(claimed) || claimed.isEmpty()) {
      return;
    }
    try {
      claims.giveBack(waiting.hostId(), claimed.stream().map(Claimed::leaseId).toList());
      announce(waiting.hostId());
    } catch (RuntimeException e) {
      LOG.warnf("host %s keeps what it did not wait for: %s", waiting.hostId(), e.getMessage());
    }
  }

  /** Its next poll may go to any replica. Other claims do not wait for Kafka. */
  private void announce(UUID hostId) {
    claimable.add(hostId);
    Thread.ofVirtual().name("claimable-again").start(() -> announcements.workAgain(hostId));
  }
}
