package mimir.campaign.slots;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import mimir.campaign.CampaignLimits;
import mimir.contracts.campaign.CampaignEvent;

/** Whether one more launch may begin its live window. */
@ApplicationScoped
public class Slots {
  private static final String FLEET = "fleet";

  private final SlotTables tables;
  private final CampaignLimits limits;

  Slots(SlotTables tables, CampaignLimits limits) {
    this.tables = tables;
    this.limits = limits;
  }

  /** Refuses early what would be refused at the end; no promise that it will not be. */
  public void requireLikelyFree(String person, Instant now) {
    SlotRules.requireFree(tables.held(counted(person), now), limits.maxConcurrentHunts(), now);
  }

  /** Exact: until the transaction ends nobody else in this person's scope gets past here. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void requireFree(String person, Instant now) {
    tables.lock(limits.perUserHuntIsolation() ? "person:" + person : FLEET);
    requireLikelyFree(person, now);
  }

  /** Takes a slot for a launch and frees that of a stop, in the caller's transaction. */
  public void project(CampaignEvent event) {
    tables.project(event);
  }

  private String counted(String person) {
    return limits.perUserHuntIsolation() ? person : null;
  }
}
