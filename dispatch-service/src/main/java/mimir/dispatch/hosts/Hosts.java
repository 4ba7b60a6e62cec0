package mimir.dispatch.hosts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.HostActionEvent;
import mimir.contracts.dispatch.HostActionEvent.HostDecommissioned;
import mimir.contracts.dispatch.HostActionEvent.HostLabelled;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.dispatch.WorkEvent.KeyChanged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.Outbox;
import mimir.dispatch.Outlet;
import mimir.dispatch.assignments.HostWork;

/**
 * What operators do to hosts: one transaction changes the host, records who did it in a stream of
 * its own (P-8), and publishes the host as it is.
 */
@ApplicationScoped
class Hosts {
  private final HostTables tables;
  private final HostWork work;
  private final Decommissioned decommissioned;
  private final EventLog log;
  private final Outbox outbox;
  private final Outlet outlet;
  private final InstantSource clock;

  Hosts(
      HostTables tables,
      HostWork work,
      Decommissioned decommissioned,
      EventLog log,
      Outbox outbox,
      Outlet outlet,
      InstantSource clock) {
    this.tables = tables;
    this.work = work;
    this.decommissioned = decommissioned;
    this.log = log;
    this.outbox = outbox;
    this.outlet = outlet;
    this.clock = clock;
  }

  /** Who asked, and with which key. */
  record By(String username, String actor) {}

  /** Replaces the host's labels; labels that are the same again change and tell nothing. */
  @Transactional
  void label(UUID hostId, Map<String, String> labels, By by) {
    Labels.check("labels", labels);
    // The stream's lock comes before the look: of two at once each compares with what the other
    // set.
    var stream = log.open(stream(hostId), HostActionEvent.CODEC);
    HostChanged before = tables.find(hostId).orElseThrow(() -> Refused.notFound("This host"));
    if (before.labels().equals(labels)) {
      return;
    }
    HostChanged host = tables.label(hostId, labels).orElseThrow();
    Instant now = clock.instant();
    record(
        stream.version(),
        new HostLabelled(hostId, host.hostname(), host.labels(), by.username(), now),
        host,
        by);
  }

  /**
   * Takes the host out of service for good (H-5): what is open of it ends in the same transaction.
   * Once more changes nothing.
   */
  void decommission(UUID hostId, By by) {
    QuarkusTransaction.requiringNew().run(() -> end(hostId, by));
    decommissioned.forget(hostId);
    // Told and not awaited: a replica that does not hear of it looks for itself, once a second.
    outlet.tell(Topics.DISPATCH_WORK, hostId.toString(), WorkEvent.CODEC, new KeyChanged(hostId));
  }

  private void end(UUID hostId, By by) {
    var stream = log.open(stream(hostId), HostActionEvent.CODEC);
    if (tables.find(hostId).isEmpty()) {
      throw Refused.notFound("This host");
    }
    Instant now = clock.instant();
    tables
        .decommission(hostId, now)
        .ifPresent(
            host -> {
              work.cancelDecommissioned(List.of(hostId), now);
              record(
                  stream.version(),
                  new HostDecommissioned(hostId, host.hostname(), by.username(), now),
                  host,
                  by);
            });
  }

  private void record(long version, HostActionEvent action, HostChanged host, By by) {
    var key = host.hostId().toString();
    log.append(
        stream(host.hostId()),
        version,
        new EventLog.Destination(Topics.HOST_ACTIONS, key, by.actor()),
        HostActionEvent.CODEC,
        List.of(action));
    outbox.publish(Topics.HOSTS, key, HostEvent.CODEC, host);
  }

  private static String stream(UUID hostId) {
    return "host-actions-" + hostId;
  }
}
