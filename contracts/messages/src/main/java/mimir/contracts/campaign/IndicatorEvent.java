package mimir.contracts.campaign;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code indicators}, key: indicator id. The stream of one indicator (I-1). */
public sealed interface IndicatorEvent {
  MessageCodec<IndicatorEvent> CODEC = MessageCodec.of(IndicatorEvent.class);

  UUID indicatorId();

  /**
   * It exists, and is active. Type and value never change.
   *
   * @param value normalised (I-2)
   * @param description empty when there is none
   * @param by username
   */
  @MessageType("mimir.indicator.created.v1")
  record IndicatorCreated(
      UUID indicatorId,
      IndicatorType type,
      String value,
      Severity severity,
      String description,
      List<String> tags,
      String by,
      Instant at)
      implements IndicatorEvent {}

  /** All that can change, as it is now. */
  @MessageType("mimir.indicator.changed.v1")
  record IndicatorChanged(
      UUID indicatorId,
      boolean active,
      Severity severity,
      String description,
      List<String> tags,
      String by,
      Instant at)
      implements IndicatorEvent {}
}
