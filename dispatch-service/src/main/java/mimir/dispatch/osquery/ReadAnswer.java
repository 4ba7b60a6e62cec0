package mimir.dispatch.osquery;

import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.runtime.Trace;
import mimir.dispatch.assignments.Announcements;
import mimir.dispatch.assignments.ClaimAssignments.Claimed;
import mimir.dispatch.assignments.ClaimableHosts;
import mimir.dispatch.assignments.Claims;
import mimir.dispatch.hosts.Presence;
import mimir.dispatch.reconnect.Pace;
import mimir.dispatch.reconnect.Pacer;
import org.jboss.logging.Logger;

/** distributed/read: nothing, or one leased assignment. */
@ApplicationScoped
class ReadAnswer {
  private static final Logger LOG = Logger.getLogger(ReadAnswer.class);

  /** After an answer the host comes back soon: it may have more to do. */
  private static final int ACCELERATE_AFTER_CLAIM_SECONDS = 10;

  private final Presence presence;
  private final ClaimableHosts claimable;
  private final Pacer pacer;
  private final Claims claims;
  private final Announcements announcements;
  private final InstantSource clock;

  ReadAnswer(
      Presence presence,
      ClaimableHosts claimable,
      Pacer pacer,
      Claims claims,
      Announcements announcements,
      InstantSource clock) {
    this.presence = presence;
    this.claimable = claimable;
    this.pacer = pacer;
    this.claims = claims;
    this.announcements = announcements;
    this.clock = clock;
  }

  /** The first poll after a reconnect is answered without delay: those are at one moment anyway. */
  private static final Duration FIRST_POLL = Duration.ofSeconds(2);

  /**
   * Notes the contact, and answers the host that certainly has nothing to do, or whose turn is
   * certainly later; nothing for one that has to ask the ledger. Never blocks.
   */
  Optional<Handout> atOnce(UUID hostId) {
    Instant now = clock.instant();
    presence.touch(hostId, now);
    if (!claimable.mayClaim(hostId, now)) {
      return Optional.of(Handout.of(Reply.NO_QUERIES));
    }
    Instant since = presence.connectedSince(hostId);
    return pacer.heldBack(hostId, since, now).map(turn -> comeBack(turn, since, now));
  }

  private Handout comeBack(Instant turn, Instant since, Instant now) {
    boolean first = now.isBefore(since.plus(FIRST_POLL));
    return new Handout(
        Reply.queries(Map.of(), Pace.secondsUntil(turn, now) + 5), List.of(), pacer.putOff(first));
  }

  /** Claims under pacing. Blocks. */
  Handout claim(UUID hostId) {
    Instant now = clock.instant();
    Instant since = presence.connectedSince(hostId);
    Pacer.Admission admission = pacer.admit(hostId, since, now);
    if (!admission.isIn()) {
      return comeBack(admission.turn(), since, now);
    }
    List<Claimed> claimed = claims.of(hostId, now);
    pacer.giveBack(admission, claimed.size());
    if (claimed.isEmpty()) {
      claimable.recheck(hostId);
      return Handout.of(Reply.NO_QUERIES);
    }
    var queries = new LinkedHashMap<String, String>();
    for (Claimed each : claimed) {
      queries.put(each.leaseId().toString(), each.sql());
      Trace.resume(
          each.traceparent(),
          "lease",
          () -> LOG.debugf("campaign %s: leased to host %s", each.campaignId(), hostId));
    }
    return new Handout(
        Reply.queries(queries, ACCELERATE_AFTER_CLAIM_SECONDS),
        claimed.stream().map(Claimed::leaseId).toList(),
        Duration.ZERO);
  }

  /** Leases that never reached the host. Blocks. */
  void giveBack(UUID hostId, List<UUID> leaseIds) {
    claims.giveBack(hostId, leaseIds);
    claimable.add(hostId);
    // Another replica may have seen the lease, and take the host to be busy until it ends.
    announcements.workAgain(hostId);
  }

  /**
   * @param leaseIds that are void when the reply does not arrive
   * @param after how long the reply is put off
   */
  record Handout(Buffer reply, List<UUID> leaseIds, Duration after) {
    private static Handout of(Buffer reply) {
      return new Handout(reply, List.of(), Duration.ZERO);
    }
  }
}
