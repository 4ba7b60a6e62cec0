package mimir.campaign.gate;

import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;

/** Flips the flag as a message of the flags topic would. */
public final class FlagSwitch {

  public static void set(OfflineCampaigns gate, boolean enabled) {
    gate.apply(new FlagFlipped(FlagEvent.OFFLINE_CAMPAIGNS_ENABLED, enabled, "alice"));
  }

  private FlagSwitch() {}
}
