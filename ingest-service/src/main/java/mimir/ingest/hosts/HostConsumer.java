package mimir.ingest.hosts;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.Received;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the copy of the hosts. */
@ApplicationScoped
class HostConsumer {
  private final Inbox inbox;
  private final HostTables tables;

  HostConsumer(Inbox inbox, HostTables tables) {
    this.inbox = inbox;
    this.tables = tables;
  }

  @Incoming("hosts")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "hosts",
        batch,
        HostEvent.CODEC,
        fresh ->
            tables.upsert(
                fresh.stream().map(Received::message).map(HostConsumer::changed).toList()));
  }

  private static HostChanged changed(HostEvent event) {
    return switch (event) {
      case HostChanged changed -> changed;
    };
  }
}
