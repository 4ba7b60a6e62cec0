package mimir.dispatch.hosts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.runtime.Outbox;
import mimir.dispatch.DispatchLimits;

/** Writes last contacts down in one statement for many hosts, and publishes them coarsely. */
@ApplicationScoped
class LastSeenWriter {
  private final Presence presence;
  private final HostTables tables;
  private final Outbox outbox;
  private final DispatchLimits limits;

  LastSeenWriter(Presence presence, HostTables tables, Outbox outbox, DispatchLimits limits) {
    this.presence = presence;
    this.tables = tables;
    this.outbox = outbox;
    this.limits = limits;
  }

  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void write() {
    Map<UUID, Instant> due = presence.dueForWriting();
    if (due.isEmpty()) {
      return;
    }
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              tables.seen(due);
              tables
                  .duePublication(due, limits.lastSeenPublishEvery())
                  .forEach(
                      host ->
                          outbox.publish(
                              Topics.HOSTS, host.hostId().toString(), HostEvent.CODEC, host));
            });
    presence.written(due);
  }
}
