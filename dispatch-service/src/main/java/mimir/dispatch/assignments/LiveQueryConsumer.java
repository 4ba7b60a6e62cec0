package mimir.dispatch.assignments;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryEnded;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.Received;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the ledger's fence in step with live queries. */
@ApplicationScoped
class LiveQueryConsumer {
  private final Inbox inbox;
  private final CampaignTables campaigns;
  private final Announcements announcements;

  LiveQueryConsumer(Inbox inbox, CampaignTables campaigns, Announcements announcements) {
    this.inbox = inbox;
    this.campaigns = campaigns;
    this.announcements = announcements;
  }

  @Incoming("live-queries")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "live-queries",
        batch,
        LiveQueryEvent.CODEC,
        fresh -> fresh.forEach(received -> received.traced(() -> apply(received))));
    // As for campaigns: chunks that came first were announced in vain.
    inbox.repeatable(
        "live-queries-announce",
        batch,
        LiveQueryEvent.CODEC,
        messages ->
            messages.stream()
                .map(Received::message)
                .filter(LiveQueryLaunched.class::isInstance)
                .map(LiveQueryEvent::liveQueryId)
                .forEach(announcements::workWaiting));
  }

  private void apply(Received<LiveQueryEvent> received) {
    switch (received.message()) {
      case LiveQueryLaunched launched -> campaigns.launch(launched, received.traceparent());
      // What a host is working at is kept when it comes.
      case LiveQueryEnded ended -> campaigns.stop(ended.liveQueryId(), false, ended.at());
    }
  }
}
