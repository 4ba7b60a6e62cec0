package mimir.ingest.responses;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.CampaignWarned;
import mimir.contracts.runtime.Inbox;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps what answers are judged by in step with the campaigns topic. */
@ApplicationScoped
class CampaignConsumer {
  private final Inbox inbox;
  private final Intake intake;

  CampaignConsumer(Inbox inbox, Intake intake) {
    this.inbox = inbox;
    this.intake = intake;
  }

  @Incoming("campaigns")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "campaigns",
        batch,
        CampaignEvent.CODEC,
        fresh -> fresh.forEach(received -> received.traced(() -> apply(received.message()))));
  }

  private void apply(CampaignEvent event) {
    switch (event) {
      case CampaignLaunched launched -> intake.launch(launched);
      case CampaignStopped stopped -> intake.stop(stopped);
      // Its answers are judged as before: it was stopped or drained.
      case CampaignArchived archived -> intake.archive(archived);
      case CampaignWarned _ -> {}
    }
  }
}
