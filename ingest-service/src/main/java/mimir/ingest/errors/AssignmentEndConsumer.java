package mimir.ingest.errors;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.dispatch.AssignmentEndEvent;
import mimir.contracts.dispatch.AssignmentEndEvent.AssignmentsEnded;
import mimir.contracts.dispatch.AssignmentEndEvent.Outcome;
import mimir.contracts.runtime.Inbox;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What the ledger ended as errored; a unique key makes a redelivery harmless. */
@ApplicationScoped
class AssignmentEndConsumer {
  private final Inbox inbox;
  private final ErrorTables errors;

  AssignmentEndConsumer(Inbox inbox, ErrorTables errors) {
    this.inbox = inbox;
    this.errors = errors;
  }

  @Incoming("assignment-ends")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.repeatable(
        "assignment-ends",
        batch,
        AssignmentEndEvent.CODEC,
        messages -> messages.forEach(received -> apply(received.message())));
  }

  private void apply(AssignmentEndEvent event) {
    switch (event) {
      case AssignmentsEnded ended when ended.outcome() == Outcome.ERRORED ->
          errors.note(ended.campaignId(), ended.reason(), ended.at(), ended.items());
      case AssignmentsEnded _ -> {}
    }
  }
}
