package mimir.ingest.responses;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryEnded;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import mimir.contracts.runtime.Inbox;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps what answers to live queries are judged by. */
@ApplicationScoped
class LiveQueryConsumer {
  private final Inbox inbox;
  private final Intake intake;

  LiveQueryConsumer(Inbox inbox, Intake intake) {
    this.inbox = inbox;
    this.intake = intake;
  }

  @Incoming("live-queries")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "live-queries",
        batch,
        LiveQueryEvent.CODEC,
        fresh -> fresh.forEach(received -> received.traced(() -> apply(received.message()))));
  }

  private void apply(LiveQueryEvent event) {
    switch (event) {
      case LiveQueryLaunched launched -> intake.launch(launched);
      case LiveQueryEnded ended -> intake.end(ended.liveQueryId(), ended.end().wire(), ended.at());
    }
  }
}
