package mimir.dispatch.hosts;

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
import mimir.contracts.dispatch.HostActionEvent.HostLabelled;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.Outbox;

/**
 * What operators do to hosts: one transaction changes the host, records who did it in a stream of
 * its own (P-8), and publishes the host as it is.
 */
@ApplicationScoped
class Hosts {
  private final HostTables tables;
  private final EventLog log;
  private final Outbox outbox;
  private final InstantSource clock;

  Hosts(HostTables tables, EventLog log, Outbox outbox, InstantSource clock) {
    this.tables = tables;
    this.log = log;
    this.outbox = outbox;
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
    var stream = log.open("host-actions-" + hostId, HostActionEvent.CODEC);
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

  private void record(long version, HostActionEvent action, HostChanged host, By by) {
    var key = host.hostId().toString();
    log.append(
        "host-actions-" + key,
        version,
        new EventLog.Destination(Topics.HOST_ACTIONS, key, by.actor()),
        HostActionEvent.CODEC,
        List.of(action));
    outbox.publish(Topics.HOSTS, key, HostEvent.CODEC, host);
  }
}
