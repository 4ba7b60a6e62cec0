package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import mimir.campaign.slots.Slots;
import mimir.contracts.Topics;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventStream;

/** Loads and appends a campaign's stream; the rows that are read follow in the same transaction. */
@ApplicationScoped
public class Campaigns {
  private final EventLog log;
  private final CampaignTables tables;
  private final Slots slots;

  Campaigns(EventLog log, CampaignTables tables, Slots slots) {
    this.log = log;
    this.tables = tables;
    this.slots = slots;
  }

  /** Locked until the end of the transaction. */
  public EventStream<CampaignEvent> open(UUID campaignId) {
    return log.open("campaign-" + campaignId, CampaignEvent.CODEC);
  }

  public void append(EventStream<CampaignEvent> stream, String actor, CampaignEvent event) {
    var destination =
        new EventLog.Destination(Topics.CAMPAIGNS, event.campaignId().toString(), actor);
    log.append(stream.name(), stream.version(), destination, CampaignEvent.CODEC, List.of(event));
    tables.project(event);
    slots.project(event);
  }
}
