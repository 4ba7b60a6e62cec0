package mimir.release.rollout;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.AgentConnected;
import mimir.contracts.agent.AgentEvent.AgentEnrolled;
import mimir.contracts.agent.AgentEvent.UpdateOffered;
import mimir.contracts.agent.AgentEvent.UpdateReported;
import mimir.contracts.runtime.Inbox;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Notes who was offered what, and what agents say became of it. */
@ApplicationScoped
class AgentConsumer {
  private final Inbox inbox;
  private final OfferTables tables;

  AgentConsumer(Inbox inbox, OfferTables tables) {
    this.inbox = inbox;
    this.tables = tables;
  }

  @Incoming("agents")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "agents",
        batch,
        AgentEvent.CODEC,
        AgentConsumer::isOfUpdate,
        fresh ->
            fresh.forEach(
                received -> {
                  switch (received.message()) {
                    case UpdateOffered offered -> tables.offered(offered);
                    case UpdateReported reported -> tables.reported(reported);
                    case AgentConnected _, AgentEnrolled _ -> {}
                  }
                }));
  }

  /** Of all that agents tell: when a fleet comes back at once, each host does. */
  private static boolean isOfUpdate(AgentEvent event) {
    return switch (event) {
      case UpdateOffered _, UpdateReported _ -> true;
      case AgentConnected _, AgentEnrolled _ -> false;
    };
  }
}
