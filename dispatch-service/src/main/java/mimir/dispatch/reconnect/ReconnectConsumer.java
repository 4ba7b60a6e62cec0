package mimir.dispatch.reconnect;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.AgentConnected;
import mimir.contracts.agent.AgentEvent.AgentEnrolled;
import mimir.contracts.agent.AgentEvent.UpdateOffered;
import mimir.contracts.agent.AgentEvent.UpdateReported;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.Received;
import mimir.dispatch.assignments.Announcements;
import mimir.dispatch.assignments.WaitingHosts;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hosts that are back: those for which the ledger has work are announced to every replica. */
@ApplicationScoped
class ReconnectConsumer {
  private final Inbox inbox;
  private final WaitingHosts waiting;
  private final Announcements announcements;

  ReconnectConsumer(Inbox inbox, WaitingHosts waiting, Announcements announcements) {
    this.inbox = inbox;
    this.waiting = waiting;
    this.announcements = announcements;
  }

  @Incoming("agents")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.repeatable(
        "agents",
        batch,
        AgentEvent.CODEC,
        messages -> {
          Set<UUID> connected =
              messages.stream()
                  .map(Received::message)
                  .map(ReconnectConsumer::connected)
                  .filter(Objects::nonNull)
                  .collect(Collectors.toSet());
          if (!connected.isEmpty()) {
            announcements.workWaiting(waiting.of(connected).keySet());
          }
        });
  }

  private static UUID connected(AgentEvent event) {
    return switch (event) {
      case AgentConnected back -> back.hostId();
      case AgentEnrolled enrolled -> enrolled.hostId();
      case UpdateOffered _, UpdateReported _ -> null;
    };
  }
}
