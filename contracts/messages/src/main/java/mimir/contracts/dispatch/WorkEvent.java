package mimir.contracts.dispatch;

import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/**
 * Topic {@code dispatch-work}, key: host id, or that of the first of several. What every replica of
 * dispatch-service must know at once because its memory, and not the database, answers an idle
 * poll.
 */
public sealed interface WorkEvent {
  MessageCodec<WorkEvent> CODEC = MessageCodec.of(WorkEvent.class);

  /** Most hosts in one message. */
  int HOSTS_MAX = 1_000;

  /** The ledger holds an assignment that this host may claim. Read yet, written no more. */
  @MessageType("mimir.work.waiting.v1")
  record WorkWaiting(UUID hostId) implements WorkEvent {}

  /** The ledger holds assignments that these hosts may claim. */
  @MessageType("mimir.work.hosts_waiting.v1")
  record HostsWaiting(List<UUID> hostIds) implements WorkEvent {}

  /** The host's node key was replaced or revoked: what a replica remembers of it is void. */
  @MessageType("mimir.work.key_changed.v1")
  record KeyChanged(UUID hostId) implements WorkEvent {}
}
