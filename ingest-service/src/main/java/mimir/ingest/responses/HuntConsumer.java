package mimir.ingest.responses;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.HuntEvent.HuntCancelled;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.HuntEvent.HuntWindowEnded;
import mimir.contracts.runtime.Inbox;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps what answers to live-only hunts are judged by; one with a campaign is that one's. */
@ApplicationScoped
class HuntConsumer {
  private final Inbox inbox;
  private final Intake intake;

  HuntConsumer(Inbox inbox, Intake intake) {
    this.inbox = inbox;
    this.intake = intake;
  }

  @Incoming("hunts")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "hunts",
        batch,
        HuntEvent.CODEC,
        fresh -> fresh.forEach(received -> received.traced(() -> apply(received.message()))));
  }

  private void apply(HuntEvent event) {
    switch (event) {
      case HuntLaunched launched -> {
        if (launched.liveOnly()) {
          intake.launch(launched);
        }
      }
      case HuntCancelled cancelled -> {
        if (cancelled.campaignId() == null) {
          intake.end(cancelled.huntId(), "cancelled", cancelled.at());
        }
      }
      case HuntWindowEnded ended -> intake.end(ended.huntId(), "window_over", ended.at());
    }
  }
}
