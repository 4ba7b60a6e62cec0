package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import org.jboss.logging.Logger;

/**
 * Hosts that poll at once claim {@linkplain Together together}, each of them once. What a host did
 * not wait for is given back.
 */
@ApplicationScoped
public class ClaimTogether {
  private static final Logger LOG = Logger.getLogger(ClaimTogether.class);

  static final int HOSTS_MAX = 64;

  /** One is at work in the database while others wait for their commit or are handed out. */
  static final int AT_ONCE = 3;

  private final ClaimAssignments claims;
  private final DispatchLimits limits;
  private final ClaimableHosts claimable;
  private final Announcements announcements;
  private final Together<Poll, List<Claimed>> together;

  @Inject
  public ClaimTogether(
      ClaimAssignments claims,
      DispatchLimits limits,
      ClaimableHosts claimable,
      Announcements announcements) {
    this(claims, limits, claimable, announcements, Together.WAIT_MAX);
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
    this.together =
        new Together<>("claim", HOSTS_MAX, AT_ONCE, Duration.ZERO, waitMax, new Polls());
  }

  private record Poll(UUID hostId, Instant now) {}

  /** What this host is given. Blocks. */
  List<Claimed> claim(UUID hostId, Instant now) {
    return together.ask(new Poll(hostId, now));
  }

  /** How many wait for the next claim. */
  int queued() {
    return together.queued();
  }

  private final class Polls implements Together.Database<Poll, List<Claimed>> {
    @Override
    public List<List<Claimed>> answers(List<Poll> polls) {
      var hosts = new LinkedHashMap<UUID, Instant>();
      polls.forEach(poll -> hosts.put(poll.hostId(), poll.now()));
      Map<UUID, List<Claimed>> claimed =
          claims.claim(hosts, limits.lease(), limits.claimMax(), limits.maxAttempts());
      return polls.stream()
          .map(poll -> claimed.getOrDefault(poll.hostId(), List.<Claimed>of()))
          .toList();
    }

    @Override
    public Object subject(Poll poll) {
      return poll.hostId();
    }

    @Override
    public void nobodyWaits(Poll poll, List<Claimed> claimed) {
      if (claimed.isEmpty()) {
        return;
      }
      try {
        claims.giveBack(poll.hostId(), claimed.stream().map(Claimed::leaseId).toList());
        announce(poll.hostId());
      } catch (RuntimeException e) {
        LOG.warnf("host %s keeps what it did not wait for: %s", poll.hostId(), e.getMessage());
      }
    }

    /** Its next poll may go to any replica. Other claims do not wait for Kafka. */
    private void announce(UUID hostId) {
      claimable.add(hostId);
      Thread.ofVirtual().name("claimable-again").start(() -> announcements.workAgain(hostId));
    }
  }
}
