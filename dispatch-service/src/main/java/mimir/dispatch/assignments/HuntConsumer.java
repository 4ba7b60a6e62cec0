package mimir.dispatch.assignments;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.HuntEvent.HuntCancelled;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.HuntEvent.HuntWindowEnded;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.Received;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the ledger's fence in step with live-only hunts; one with a campaign is that one's. */
@ApplicationScoped
class HuntConsumer {
  private final Inbox inbox;
  private final CampaignTables campaigns;
  private final Announcements announcements;

  HuntConsumer(Inbox inbox, CampaignTables campaigns, Announcements announcements) {
    this.inbox = inbox;
    this.campaigns = campaigns;
    this.announcements = announcements;
  }

  @Incoming("hunts")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "hunts",
        batch,
        HuntEvent.CODEC,
        fresh -> fresh.forEach(received -> received.traced(() -> apply(received))));
    // As for campaigns: chunks that came first were announced in vain.
    inbox.repeatable(
        "hunts-announce",
        batch,
        HuntEvent.CODEC,
        messages ->
            liveOnly(messages).forEach(launched -> announcements.workWaiting(launched.huntId())));
  }

  private static List<HuntLaunched> liveOnly(List<Received<HuntEvent>> messages) {
    return messages.stream()
        .map(Received::message)
        .filter(HuntLaunched.class::isInstance)
        .map(HuntLaunched.class::cast)
        .filter(HuntLaunched::liveOnly)
        .toList();
  }

  private void apply(Received<HuntEvent> received) {
    switch (received.message()) {
      case HuntLaunched launched -> {
        if (launched.liveOnly()) {
          campaigns.launch(launched, received.traceparent());
        }
      }
      // What a host is working at may still be answered: it may hold a match.
      case HuntCancelled cancelled -> {
        if (cancelled.campaignId() == null) {
          campaigns.stop(cancelled.huntId(), false, cancelled.at());
        }
      }
      case HuntWindowEnded ended -> campaigns.stop(ended.huntId(), false, ended.at());
    }
  }
}
