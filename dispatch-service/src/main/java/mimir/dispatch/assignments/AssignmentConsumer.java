package mimir.dispatch.assignments;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.dispatch.AssignmentEvent.AssignmentsCreated;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.Received;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Writes chunks of assigned sets into the ledger, and says whose they are. */
@ApplicationScoped
class AssignmentConsumer {
  private static final Logger LOG = Logger.getLogger(AssignmentConsumer.class);

  private final Inbox inbox;
  private final AssignmentLedger ledger;
  private final LedgerStatistics statistics;
  private final HostWork work;
  private final Announcements announcements;
  private final InstantSource clock;

  AssignmentConsumer(
      Inbox inbox,
      AssignmentLedger ledger,
      LedgerStatistics statistics,
      HostWork work,
      Announcements announcements,
      InstantSource clock) {
    this.inbox = inbox;
    this.ledger = ledger;
    this.statistics = statistics;
    this.work = work;
    this.announcements = announcements;
    this.clock = clock;
  }

  @Incoming("assignments")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "assignments",
        batch,
        AssignmentEvent.CODEC,
        fresh -> fresh.forEach(received -> received.traced(() -> apply(received))));
    // Before anybody is told of the work.
    statistics.refresh();
    // After the commit, and again on a redelivery: a crash in between must neither leave open what
    // belongs to a stopped campaign, nor leave hosts asleep.
    inbox.repeatable(
        "assignments-sweep",
        batch,
        AssignmentEvent.CODEC,
        messages -> ledger.sweepIfStopped(campaigns(messages)));
    inbox.repeatable(
        "assignments-announce",
        batch,
        AssignmentEvent.CODEC,
        messages -> announcements.workWaiting(hosts(messages)));
  }

  private void apply(Received<AssignmentEvent> received) {
    switch (received.message()) {
      case AssignmentsCreated chunk -> {
        Instant now = clock.instant();
        ledger.assign(chunk, now);
        // Frozen when they were in service yet, these ended before they began (H-5).
        work.cancelAssigned(chunk.campaignId(), hosts(chunk), now);
        LOG.infof(
            "campaign %s: chunk %d of %d assigned", chunk.campaignId(), chunk.chunk(), chunk.of());
      }
    }
  }

  private static Set<UUID> campaigns(List<Received<AssignmentEvent>> messages) {
    return messages.stream()
        .map(Received::message)
        .map(
            message ->
                switch (message) {
                  case AssignmentsCreated chunk -> chunk.campaignId();
                })
        .collect(Collectors.toSet());
  }

  private static List<UUID> hosts(List<Received<AssignmentEvent>> messages) {
    return messages.stream()
        .map(Received::message)
        .flatMap(
            message ->
                switch (message) {
                  case AssignmentsCreated chunk -> hosts(chunk).stream();
                })
        .distinct()
        .toList();
  }

  private static List<UUID> hosts(AssignmentsCreated chunk) {
    return chunk.groups().stream().flatMap(group -> group.hostIds().stream()).toList();
  }
}
