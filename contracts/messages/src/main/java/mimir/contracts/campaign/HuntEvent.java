package mimir.contracts.campaign;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code hunts}, key: hunt id. The stream of one hunt (L-1).
 *
 * <p>A hunt with a campaign is asked and matched by that campaign. One without, while campaigns are
 * off (F-5), is live-only: its assignments and answers carry the hunt's id where those of a
 * campaign carry the campaign's.
 */
public sealed interface HuntEvent {
  MessageCodec<HuntEvent> CODEC = MessageCodec.of(HuntEvent.class);

  UUID huntId();

  /**
   * @param by username of the person who launched
   * @param liveUntil end of the live window
   * @param hostsSeenWithinDays hosts that were not seen for longer were left out
   * @param campaignId the campaign that asks, or null for a live-only hunt
   * @param notApplicableHosts hosts that were left out because their platform has none of the
   *     tables
   * @param queries of a live-only hunt: what its hosts are asked
   * @param iocs of a live-only hunt: what rows are matched against
   * @param perHostCap most rows kept of one host
   * @param rowCap most rows kept of all hosts
   */
  @MessageType("mimir.hunt.launched.v1")
  record HuntLaunched(
      UUID huntId,
      String name,
      String by,
      Instant launchedAt,
      Instant liveUntil,
      FrozenTarget target,
      int hostsSeenWithinDays,
      @Nullable UUID campaignId,
      long assignedHosts,
      long notApplicableHosts,
      @Nullable List<FrozenQuery> queries,
      @Nullable List<FrozenIoc> iocs,
      int perHostCap,
      long rowCap)
      implements HuntEvent {

    /** Whether no campaign asks its hosts. */
    public boolean liveOnly() {
      return campaignId == null;
    }
  }

  /**
   * Somebody has given it up. Its campaign, if it has one, goes on.
   *
   * @param campaignId as in the launch
   */
  @MessageType("mimir.hunt.cancelled.v1")
  record HuntCancelled(UUID huntId, @Nullable UUID campaignId, String by, Instant at)
      implements HuntEvent {}

  /** A live-only hunt asks nobody any more: its window is over, or its row cap was crossed. */
  @MessageType("mimir.hunt.window_ended.v1")
  record HuntWindowEnded(UUID huntId, Instant at) implements HuntEvent {}
}
