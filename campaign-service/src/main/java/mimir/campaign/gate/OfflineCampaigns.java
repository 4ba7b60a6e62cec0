package mimir.campaign.gate;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.Topics;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;
import mimir.contracts.runtime.TopicFollower;
import mimir.contracts.runtime.TopicFollowers;

/**
 * The flag {@code offline_campaigns_enabled} as this replica knows it; off until told otherwise.
 */
@ApplicationScoped
public class OfflineCampaigns {
  private final TopicFollowers followers;
  private volatile boolean enabled;

  OfflineCampaigns(TopicFollowers followers) {
    this.followers = followers;
  }

  void start(@Observes StartupEvent event) {
    followers.follow(
        Topics.FLAGS,
        TopicFollower.From.BEGINNING,
        FlagEvent.CODEC,
        received -> apply(received.message()));
  }

  void apply(FlagEvent event) {
    switch (event) {
      case FlagFlipped flipped -> {
        if (flipped.key().equals(FlagEvent.OFFLINE_CAMPAIGNS_ENABLED)) {
          enabled = flipped.enabled();
        }
      }
    }
  }

  public boolean enabled() {
    return enabled;
  }

  /** Refuses with {@code campaigns_disabled} while the flag is off (F-5). */
  public void requireEnabled() {
    if (!enabled) {
      throw new Refused(
          ErrorCode.CAMPAIGNS_DISABLED,
          "Campaigns are disabled. An admin can enable them on the Campaigns page.");
    }
  }
}
