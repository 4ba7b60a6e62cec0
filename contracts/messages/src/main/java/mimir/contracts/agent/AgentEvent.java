package mimir.contracts.agent;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
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

  /** A host was told to install a version (O-7); told again as often as it asks. */
  @MessageType("mimir.agent.update_offered.v1")
  record UpdateOffered(UUID hostId, UUID releaseId, String version, Instant at)
      implements AgentEvent {}

  /**
   * What became of an installation, in the agent's words.
   *
   * @param detail at most 1,000 characters; empty when there is nothing to say
   */
  @MessageType("mimir.agent.update_reported.v1")
  record UpdateReported(UUID hostId, String version, UpdateStatus status, String detail, Instant at)
      implements AgentEvent {}

  /** How an installation ended. */
  enum UpdateStatus {
    INSTALLED,
    FAILED;

    @JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
