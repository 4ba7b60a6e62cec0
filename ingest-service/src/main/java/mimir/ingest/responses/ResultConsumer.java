package mimir.ingest.responses;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Inbox;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Answers as they come; unique keys and not an inbox make a redelivery harmless. */
@ApplicationScoped
class ResultConsumer {
  private final Inbox inbox;
  private final Intake intake;

  ResultConsumer(Inbox inbox, Intake intake) {
    this.inbox = inbox;
    this.intake = intake;
  }

  @Incoming("results")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    BatchPieces.of(batch).forEach(this::take);
  }

  private void take(ConsumerRecords<String, byte[]> piece) {
    inbox.repeatable(
        "results",
        piece,
        ResultPart.CODEC,
        messages ->
            intake.take(
                messages.stream()
                    .map(each -> new Upload.Piece(each.message(), each.traceparent()))
                    .toList()));
  }
}
