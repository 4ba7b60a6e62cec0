package mimir.campaign.slots;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import mimir.campaign.CampaignLimits;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.HuntEvent;

/** Whether one more launch may begin its live window. */
@ApplicationScoped
public class Slots {
  private static final String FLEET = "fleet";

  private final SlotTables tables;
  private final CampaignLimits limits;
  private final InstantSource clock;

  Slots(SlotTables tables, CampaignLimits limits, InstantSource clock) {
    this.tables = tables;
    this.limits = limits;
    this.clock = clock;
  }

  /** Refuses early what would be refused at the end; no promise that it will not be. */
  public void requireLikelyFree(String person, Instant now) {
    SlotRules.requireFree(tables.held(counted(person), now), limits.maxConcurrentHunts(), now);
  }

  /**
   * Exact: until the transaction ends nobody else in this person's scope gets past here. As of now,
   * and not of the launch's beginning: a slot may have been freed while its set was frozen.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void requireFree(String person) {
    tables.lock(limits.perUserHuntIsolation() ? "person:" + person : FLEET);
    requireLikelyFree(person, clock.instant());
  }

  /** Takes a slot for a launch and frees that of a stop, in the caller's transaction. */
  public void project(CampaignEvent event) {
    tables.project(event);
  }

  /** The same for a hunt; see {@link SlotTables#projectHunts}. */
  public void project(HuntEvent event) {
    tables.project(event);
  }

  private String counted(String person) {
    return limits.perUserHuntIsolation() ? person : null;
  }
}
