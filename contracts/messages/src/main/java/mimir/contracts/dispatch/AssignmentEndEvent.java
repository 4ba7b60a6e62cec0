package mimir.contracts.dispatch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code assignment-ends}, key: campaign id. Assignments that end without an answer. */
public sealed interface AssignmentEndEvent {
  MessageCodec<AssignmentEndEvent> CODEC = MessageCodec.of(AssignmentEndEvent.class);

  /** Most items in one message. */
  int ITEMS_MAX = 1_000;

  UUID campaignId();

  @MessageType("mimir.assignments.ended.v1")
  record AssignmentsEnded(
      UUID campaignId, Outcome outcome, String reason, Instant at, List<Item> items)
      implements AssignmentEndEvent {}

  record Item(UUID hostId, UUID queryId) {}

  enum Outcome {
    CANCELLED,
    ERRORED;

    @JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
