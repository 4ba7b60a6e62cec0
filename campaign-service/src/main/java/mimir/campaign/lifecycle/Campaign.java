package mimir.campaign.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.CampaignWarned;
import org.jspecify.annotations.Nullable;

/** A campaign as its stream says. */
sealed interface Campaign {
  UUID id();

  record Active(UUID id, @Nullable Instant expiresAt) implements Campaign {
    boolean expiredAt(Instant now) {
      return expiresAt != null && !expiresAt.isAfter(now);
    }
  }

  record Stopped(UUID id, Instant stoppedAt) implements Campaign {}

  record Archived(UUID id) implements Campaign {}

  /** Null for an empty stream. */
  static Campaign of(List<CampaignEvent> events) {
    Campaign campaign = null;
    for (CampaignEvent event : events) {
      campaign =
          switch (event) {
            case CampaignLaunched launched ->
                new Active(launched.campaignId(), launched.expiresAt());
            case CampaignStopped stopped -> new Stopped(stopped.campaignId(), stopped.stoppedAt());
            case CampaignArchived archived -> new Archived(archived.campaignId());
            case CampaignWarned _ -> campaign;
          };
    }
    return campaign;
  }
}
