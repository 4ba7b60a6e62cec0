package mimir.contracts.ingest;

import java.time.Instant;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code row-actions}, key: campaign id. What operators did to rows, for the audit trail. */
public sealed interface RowActionEvent {
  MessageCodec<RowActionEvent> CODEC = MessageCodec.of(RowActionEvent.class);

  UUID campaignId();

  /**
   * @param rows how many there were
   */
  @MessageType("mimir.campaign.rows_dropped.v1")
  record CampaignRowsDropped(UUID campaignId, long rows, String by, Instant droppedAt)
      implements RowActionEvent {}
}
