package mimir.campaign.lifecycle;

import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.CampaignCapCrossed;
import mimir.contracts.ingest.ResponseEvent.CampaignSnapshotCorrupt;
import mimir.contracts.ingest.ResponseEvent.ResponsesDiscarded;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import mimir.contracts.runtime.Inbox;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Stops campaigns whose aggregate row cap was crossed. What is stopped already stays so: a
 * redelivery changes nothing.
 */
@ApplicationScoped
class GuardrailConsumer {
  private static final Logger LOG = Logger.getLogger(GuardrailConsumer.class);

  private final Inbox inbox;
  private final Campaigns campaigns;
  private final List<CapCrossed> others;
  private final InstantSource clock;

  GuardrailConsumer(
      Inbox inbox, Campaigns campaigns, @All List<CapCrossed> others, InstantSource clock) {
    this.inbox = inbox;
    this.campaigns = campaigns;
    this.others = others;
    this.clock = clock;
  }

  @Incoming("guardrails")
  @Blocking
  void on(ConsumerRecords<String, byte[]> batch) {
    inbox.repeatable(
        "guardrails",
        batch,
        ResponseEvent.CODEC,
        messages -> messages.forEach(received -> received.traced(() -> apply(received.message()))));
  }

  private void apply(ResponseEvent event) {
    switch (event) {
      case CampaignCapCrossed crossed ->
          QuarkusTransaction.requiringNew().run(() -> stop(crossed.campaignId()));
      case CampaignSnapshotCorrupt corrupt ->
          QuarkusTransaction.requiringNew().run(() -> warn(corrupt));
      case ResponsesRecorded _, ResponsesDiscarded _ -> {}
    }
  }

  private void stop(UUID campaignId) {
    var stream = campaigns.open(campaignId);
    if (stream.isEmpty()) {
      others.forEach(each -> each.capCrossed(campaignId));
      return;
    }
    CampaignRules.capCrossed(Campaign.of(stream.events()), clock.instant())
        .ifPresent(
            stopped -> {
              campaigns.append(stream, CampaignStopped.SYSTEM, stopped);
              LOG.warnf("campaign %s: stopped at its row cap", campaignId);
            });
  }

  private void warn(CampaignSnapshotCorrupt corrupt) {
    var stream = campaigns.open(corrupt.campaignId());
    CampaignRules.snapshotCorrupt(stream.events(), clock.instant())
        .ifPresent(
            warned -> {
              campaigns.append(stream, CampaignStopped.SYSTEM, warned);
              LOG.errorf(
                  "campaign %s: its frozen indicators cannot be read: %s",
                  corrupt.campaignId(), corrupt.reason());
            });
  }
}
