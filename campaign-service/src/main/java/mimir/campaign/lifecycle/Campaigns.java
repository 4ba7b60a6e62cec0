package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventStream;

/** Loads and appends a campaign's stream; the row of the list follows in the same transaction. */
@ApplicationScoped
class Campaigns {
  private final EventLog log;
  private final CampaignTables tables;

  Campaigns(EventLog log, CampaignTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /** Locked until the end of the transaction. */
  EventStream<CampaignEvent> open(UUID campaignId) {
    return log.open("campaign-" + campaignId, CampaignEvent.CODEC);
  }

  void append(EventStream<CampaignEvent> stream, String actor, CampaignEvent event) {
    var destination =
        new EventLog.Destination(Topics.CAMPAIGNS, event.campaignId().toString(), actor);
    log.append(stream.name(), stream.version(), destination, CampaignEvent.CODEC, List.of(event))
        .forEach(recorded -> tables.project(recorded.event()));
  }
}
