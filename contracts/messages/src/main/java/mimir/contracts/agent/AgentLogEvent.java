package mimir.contracts.agent;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code agent-logs}, key: host id. What osquery itself logs, one record a line. */
public sealed interface AgentLogEvent {
  MessageCodec<AgentLogEvent> CODEC = MessageCodec.of(AgentLogEvent.class);

  UUID hostId();

  /**
   * @param logType osquery's word: {@code result} or {@code status}
   * @param line osquery's own JSON object, as it was sent
   */
  @MessageType("mimir.agent.logged.v1")
  record AgentLogged(UUID hostId, String logType, Instant receivedAt, Map<String, Object> line)
      implements AgentLogEvent {}
}
