package mimir.contracts.ingest;

import java.time.Instant;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/**
 * Topic {@code alert-actions}, key: alert id. What operators did to alerts, for the audit trail.
 */
public sealed interface AlertActionEvent {
  MessageCodec<AlertActionEvent> CODEC = MessageCodec.of(AlertActionEvent.class);

  UUID alertId();

  /** Somebody has seen it (M-7); the first one who said so. */
  @MessageType("mimir.alert.acknowledged.v1")
  record AlertAcknowledged(UUID alertId, String by, Instant at) implements AlertActionEvent {}
}
