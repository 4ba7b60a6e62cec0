package mimir.dispatch.hosts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.AgentEnrolled;
import mimir.contracts.dispatch.HostActionEvent;
import mimir.contracts.dispatch.HostActionEvent.HostEnrolled;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.dispatch.WorkEvent.KeyChanged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Outbox;
import mimir.dispatch.Outlet;

/** Lets a machine with a live secret become a host, or come back as the host that it was (H-2). */
@ApplicationScoped
public class Enrollment {
  private final EnrollmentSecrets secrets;
  private final HostTables tables;
  private final EventLog log;
  private final Outbox outbox;
  private final NodeKeys keys;
  private final Outlet outlet;
  private final InstantSource clock;

  Enrollment(
      EnrollmentSecrets secrets,
      HostTables tables,
      EventLog log,
      Outbox outbox,
      NodeKeys keys,
      Outlet outlet,
      InstantSource clock) {
    this.secrets = secrets;
    this.tables = tables;
    this.log = log;
    this.outbox = outbox;
    this.keys = keys;
    this.outlet = outlet;
    this.clock = clock;
  }

  /** The new node key, shown this once; empty when no live secret was given. */
  public Optional<String> enroll(
      String secret, String identifier, HostDetails details, String address) {
    Instant now = clock.instant();
    var nodeKey = Secret.generate();
    byte[] hash = Secret.hash(nodeKey);
    Optional<UUID> enrolled =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    secrets
                        .use(secret)
                        .map(used -> enroll(used, identifier, details, address, hash, now)));
    if (enrolled.isEmpty()) {
      return Optional.empty();
    }
    UUID hostId = enrolled.get();
    // Not remembered: of two enrollments at once the one that was committed first might come here
    // last. The first request with the new key finds it in the database.
    keys.forget(hostId);
    // Told and not awaited: the use of the secret is committed, so the key must reach the machine
    // also while Kafka is away. A replica that missed this looks for itself, once a second.
    var key = hostId.toString();
    outlet.tell(Topics.DISPATCH_WORK, key, WorkEvent.CODEC, new KeyChanged(hostId));
    outlet.tell(Topics.AGENTS, key, AgentEvent.CODEC, new AgentEnrolled(hostId, now));
    return Optional.of(nodeKey);
  }

  private UUID enroll(
      EnrollmentSecrets.Used secret,
      String identifier,
      HostDetails details,
      String address,
      byte[] hash,
      Instant now) {
    UUID newHostId = Ids.next();
    UUID hostId =
        tables.enroll(newHostId, identifier, details, address, secret.labels(), hash, now);
    HostChanged host = tables.find(hostId).orElseThrow();
    // A stream of its own: the one of what operators do is locked before the host's row is, and
    // here the row was first.
    var stream = log.open("host-enrollments-" + hostId, HostActionEvent.CODEC);
    log.append(
        stream.name(),
        stream.version(),
        new EventLog.Destination(Topics.HOST_ACTIONS, hostId.toString(), "agent"),
        HostActionEvent.CODEC,
        List.of(
            new HostEnrolled(
                hostId, host.hostname(), address, secret.id(), !hostId.equals(newHostId), now)));
    outbox.publish(Topics.HOSTS, hostId.toString(), HostEvent.CODEC, host);
    return hostId;
  }
}
