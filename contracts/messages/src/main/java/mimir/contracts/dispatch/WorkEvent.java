package mimir.contracts.dispatch;

import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/**
 * Topic {@code dispatch-work}, key: host id. What every replica of dispatch-service must know at
 * once because its memory, and not the database, answers an idle poll.
 */
public sealed interface WorkEvent {
  MessageCodec<WorkEvent> CODEC = MessageCodec.of(WorkEvent.class);

  UUID hostId();

  /** The ledger holds an assignment that this host may claim. */
  @MessageType("mimir.work.waiting.v1")
  record WorkWaiting(UUID hostId) implements WorkEvent {}

  /** The host's node key was replaced or revoked: what a replica remembers of it is void. */
  @MessageType("mimir.work.key_changed.v1")
  record KeyChanged(UUID hostId) implements WorkEvent {}
}
