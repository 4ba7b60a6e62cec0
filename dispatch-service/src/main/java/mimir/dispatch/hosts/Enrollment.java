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
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.dispatch.WorkEvent.KeyChanged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.Ids;
import mimir.dispatch.Outlet;

/** Lets a machine with a live secret become a host, or come back as the host that it was (H-2). */
@ApplicationScoped
public class Enrollment {
  private final EnrollmentSecrets secrets;
  private final HostTables tables;
  private final EventLog log;
  private final NodeKeys keys;
  private final Outlet outlet;
  private final InstantSource clock;

  Enrollment(
      EnrollmentSecrets secrets,
      HostTables tables,
      EventLog log,
      NodeKeys keys,
      Outlet outlet,
      InstantSource clock) {
    this.secrets = secrets;
    this.tables = tables;
    this.log = log;
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
                () -> {
                  if (!secrets.use(secret)) {
                    return Optional.<UUID>empty();
                  }
                  UUID hostId = tables.enroll(Ids.next(), identifier, details, address, hash, now);
                  record(hostId);
                  return Optional.of(hostId);
                });
    if (enrolled.isEmpty()) {
      return Optional.empty();
    }
    UUID hostId = enrolled.get();
    keys.remember(hostId, hash, now);
    // Told and not awaited: the use of the secret is committed, so the key must reach the machine
    // also while Kafka is away. A replica that missed this finds the new key in the database.
    var key = hostId.toString();
    outlet.tell(Topics.DISPATCH_WORK, key, WorkEvent.CODEC, new KeyChanged(hostId));
    outlet.tell(Topics.AGENTS, key, AgentEvent.CODEC, new AgentEnrolled(hostId, now));
    return Optional.of(nodeKey);
  }

  private void record(UUID hostId) {
    var stream = log.open("host-" + hostId, HostEvent.CODEC);
    HostChanged host = tables.find(hostId).orElseThrow();
    log.append(
        stream.name(),
        stream.version(),
        new EventLog.Destination(Topics.HOSTS, hostId.toString(), "agent"),
        HostEvent.CODEC,
        List.of(host));
  }
}
