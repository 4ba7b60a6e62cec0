package mimir.contracts.ingest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code responses}, key: campaign id. What became of the answers, in batches. */
public sealed interface ResponseEvent {
  MessageCodec<ResponseEvent> CODEC = MessageCodec.of(ResponseEvent.class);

  /** Most items in one message. */
  int ITEMS_MAX = 500;

  UUID campaignId();

  @MessageType("mimir.responses.recorded.v1")
  record ResponsesRecorded(UUID campaignId, List<Item> items) implements ResponseEvent {}

  /** An answer did not fit under the aggregate cap. */
  @MessageType("mimir.campaign.cap_crossed.v1")
  record CampaignCapCrossed(UUID campaignId, long rowsKept, long cap) implements ResponseEvent {}

  /**
   * Answers that reached us after a stop with discard: they are not kept, also when they had
   * been recorded before the stop was heard of.
   */
  @MessageType("mimir.responses.discarded.v1")
  record ResponsesDiscarded(UUID campaignId, Instant at, List<Discarded> items)
      implements ResponseEvent {}

  /**
   * The frozen indicators of a campaign cannot be read, so nothing matches (M-5).
   *
   * @param reason for people who look into it
   */
  @MessageType("mimir.campaign.snapshot_corrupt.v1")
  record CampaignSnapshotCorrupt(UUID campaignId, String reason) implements ResponseEvent {}

  record Discarded(UUID hostId, UUID queryId) {}

  /**
   * @param rows rows kept
   * @param matched whether a frozen indicator matched; always false for kind {@code osquery}
   */
  record Item(
      UUID hostId,
      UUID queryId,
      Outcome outcome,
      long rows,
      boolean truncated,
      boolean late,
      boolean matched,
      Instant at) {}

  enum Outcome {
    STORED,
    ERRORED;

    @JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
