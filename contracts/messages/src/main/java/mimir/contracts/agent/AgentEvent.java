package mimir.contracts.agent;

import java.time.Instant;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code agents}, key: host id. What agents do, as they do it; kept seven days. */
public sealed interface AgentEvent {
  MessageCodec<AgentEvent> CODEC = MessageCodec.of(AgentEvent.class);

  UUID hostId();

  @MessageType("mimir.agent.enrolled.v1")
  record AgentEnrolled(UUID hostId, Instant at) implements AgentEvent {}

  /** A host that was not connected polls again (H-4). */
  @MessageType("mimir.agent.connected.v1")
  record AgentConnected(UUID hostId, Instant at, long absentSeconds) implements AgentEvent {}
}
