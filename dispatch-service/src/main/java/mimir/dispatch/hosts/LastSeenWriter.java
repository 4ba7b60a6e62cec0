package mimir.dispatch.hosts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.contracts.runtime.Outbox;
import mimir.contracts.runtime.Outbox.Message;
import mimir.contracts.runtime.Trace;
import mimir.dispatch.DispatchLimits;

/** Writes last contacts down in one statement for many hosts, and publishes them coarsely. */
@ApplicationScoped
class LastSeenWriter {
  /** Hosts whose messages are in memory at once: of a fleet that comes back, all are due. */
  static final int PAGE = 1_000;

  private final Presence presence;
  private final ContactTables tables;
  private final Outbox outbox;
  private final DispatchLimits limits;

  LastSeenWriter(Presence presence, ContactTables tables, Outbox outbox, DispatchLimits limits) {
    this.presence = presence;
    this.tables = tables;
    this.outbox = outbox;
    this.limits = limits;
  }

  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void write() {
    Map<UUID, Instant> due = presence.dueForWriting();
    if (!due.isEmpty()) {
      write(due);
    }
  }

  /** Writes these down, and publishes those that are due. */
  void write(Map<UUID, Instant> contacts) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              List<UUID> due = tables.seen(contacts, limits.lastSeenPublishEvery());
              for (int from = 0; from < due.size(); from += PAGE) {
                publish(due.subList(from, Math.min(due.size(), from + PAGE)));
              }
            });
    presence.written(contacts);
  }

  private void publish(List<UUID> hostIds) {
    List<Message<HostEvent>> messages =
        tables.published(hostIds, limits.lastSeenPublishEvery()).stream()
            .map(LastSeenWriter::message)
            .toList();
    outbox.publish(Topics.HOSTS, HostEvent.CODEC, messages);
  }

  private static Message<HostEvent> message(HostChanged host) {
    return new Message<>(host.hostId().toString(), host, Trace.current());
  }
}
