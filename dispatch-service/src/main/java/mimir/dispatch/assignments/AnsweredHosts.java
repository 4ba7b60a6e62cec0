package mimir.dispatch.assignments;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hosts that have answered come back within seconds, most of them to find nothing. One look for all
 * of a second says so before: else each of them takes a token of the bucket and three statements.
 * Who polls sooner, or while the ledger cannot be asked, pays for it, and nothing else happens.
 */
@ApplicationScoped
public class AnsweredHosts {
  private static final int AT_ONCE = 1_000;

  private final Set<UUID> hosts = ConcurrentHashMap.newKeySet();
  private final ClaimableHosts claimable;

  AnsweredHosts(ClaimableHosts claimable) {
    this.claimable = claimable;
  }

  /** Its answer is in the ledger. Never blocks. */
  public void add(UUID hostId) {
    hosts.add(hostId);
  }

  /** Whether it is still to be looked up. */
  public boolean awaits(UUID hostId) {
    return hosts.contains(hostId);
  }

  /** Blocks. */
  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  public void look() {
    List<UUID> answered;
    do {
      answered = hosts.stream().limit(AT_ONCE).toList();
      // First: what a host answers from here on is seen by the next look.
      answered.forEach(hosts::remove);
      claimable.recheck(answered);
      // Whoever came meanwhile has a second's time.
    } while (answered.size() == AT_ONCE);
  }
}
