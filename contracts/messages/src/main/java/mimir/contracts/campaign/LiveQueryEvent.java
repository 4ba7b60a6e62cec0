package mimir.contracts.campaign;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;

/**
 * Topic {@code live-queries}, key: live query id. The stream of one live query, whose
 * assignments and answers carry its id where those of a campaign carry the campaign's.
 */
public sealed interface LiveQueryEvent {
  MessageCodec<LiveQueryEvent> CODEC = MessageCodec.of(LiveQueryEvent.class);

  UUID liveQueryId();

  /**
   * @param by username of the person who asked
   * @param liveUntil end of its window: nobody is asked after it
   * @param rowCap most rows kept of all hosts together
   */
  @MessageType("mimir.live_query.launched.v1")
  record LiveQueryLaunched(
      UUID liveQueryId,
      String by,
      Instant launchedAt,
      Instant liveUntil,
      FrozenTarget target,
      long assignedHosts,
      FrozenQuery query,
      int rowCap)
      implements LiveQueryEvent {}

  /** Nobody is asked any more; what is still answered is kept. */
  @MessageType("mimir.live_query.ended.v1")
  record LiveQueryEnded(UUID liveQueryId, End end, Instant at) implements LiveQueryEvent {}

  /** Why a live query is over. */
  enum End {
    /** Every host has answered, or said that it cannot. */
    COMPLETED,
    /** Its window is over while hosts have not answered. */
    WINDOW_OVER,
    /** An answer did not fit under the cap of its rows. */
    ROW_CAP;

    @JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
