package mimir.dispatch.assignments;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.CampaignWarned;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.Received;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the ledger's fence in step with the campaigns topic. */
@ApplicationScoped
class CampaignConsumer {
  private final Inbox inbox;
  private final CampaignTables campaigns;
  private final Announcements announcements;

  CampaignConsumer(Inbox inbox, CampaignTables campaigns, Announcements announcements) {
    this.inbox = inbox;
    this.campaigns = campaigns;
    this.announcements = announcements;
  }

  @Incoming("campaigns")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "campaigns",
        batch,
        CampaignEvent.CODEC,
        fresh -> fresh.forEach(received -> received.traced(() -> apply(received))));
    // After the commit, and on a redelivery too: chunks that came first were announced in vain.
    inbox.repeatable(
        "campaigns-announce",
        batch,
        CampaignEvent.CODEC,
        messages ->
            messages.stream()
                .map(Received::message)
                .filter(CampaignLaunched.class::isInstance)
                .map(CampaignEvent::campaignId)
                .forEach(announcements::workWaiting));
  }

  private void apply(Received<CampaignEvent> received) {
    switch (received.message()) {
      case CampaignLaunched launched -> campaigns.launch(launched, received.traceparent());
      case CampaignStopped stopped -> campaigns.stop(stopped);
      case CampaignWarned _ -> {}
      case CampaignArchived archived ->
          campaigns.archive(archived.campaignId(), archived.archivedAt());
    }
  }
}
