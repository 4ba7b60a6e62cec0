package mimir.dispatch.osquery;

import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.runtime.Trace;
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
  private final InstantSource clock;

  ReadAnswer(
      Presence presence,
      ClaimableHosts claimable,
      Pacer pacer,
      Claims claims,
      InstantSource clock) {
    this.presence = presence;
    this.claimable = claimable;
    this.pacer = pacer;
    this.claims = claims;
    this.clock = clock;
  }

  /**
   * Notes the contact, and answers the host that certainly has nothing to do, or whose turn is
   * certainly later; nothing for one that has to ask the ledger. Never blocks.
   */
  Optional<Buffer> atOnce(UUID hostId) {
    Instant now = clock.instant();
    presence.touch(hostId, now);
    if (!claimable.mayClaim(hostId, now)) {
      return Optional.of(Reply.NO_QUERIES);
    }
    return pacer
        .heldBack(hostId, presence.connectedSince(hostId), now)
        .map(turn -> comeBack(turn, now));
  }

  private static Buffer comeBack(Instant turn, Instant now) {
    return Reply.queries(Map.of(), Pace.secondsUntil(turn, now) + 5);
  }

  /** Claims under pacing. Blocks. */
  Handout claim(UUID hostId) {
    Instant now = clock.instant();
    Instant turn = pacer.admit(hostId, presence.connectedSince(hostId), now);
    if (turn.isAfter(now)) {
      return new Handout(comeBack(turn, now), List.of());
    }
    List<Claimed> claimed = claims.of(hostId, now);
    pacer.giveBack(now, claimed.size());
    if (claimed.isEmpty()) {
      claimable.recheck(hostId);
      return new Handout(Reply.NO_QUERIES, List.of());
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
        claimed.stream().map(Claimed::leaseId).toList());
  }

  /** Leases that never reached the host. Blocks. */
  void giveBack(UUID hostId, List<UUID> leaseIds) {
    claims.giveBack(hostId, leaseIds);
    claimable.add(hostId);
  }

  /** A reply, and the leases that are void when it does not arrive. */
  record Handout(Buffer reply, List<UUID> leaseIds) {}
}
