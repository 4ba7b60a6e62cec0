package mimir.contracts.access;

import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code access}, key: username. Who could sign in, who did, and who was refused. */
public sealed interface AccessEvent {
  MessageCodec<AccessEvent> CODEC = MessageCodec.of(AccessEvent.class);

  String username();

  @MessageType("mimir.user.created.v1")
  record UserCreated(String username, String role, List<String> capabilities, String by)
      implements AccessEvent {}

  /** The account as it is after the change; a new password is told, never shown. */
  @MessageType("mimir.user.changed.v1")
  record UserChanged(
      String username,
      String role,
      List<String> capabilities,
      boolean disabled,
      boolean passwordChanged,
      String by)
      implements AccessEvent {}

  @MessageType("mimir.session.opened.v1")
  record SessionOpened(String username, UUID sessionId, String address) implements AccessEvent {}

  @MessageType("mimir.session.closed.v1")
  record SessionClosed(String username, UUID sessionId) implements AccessEvent {}

  @MessageType("mimir.api_key.created.v1")
  record ApiKeyCreated(String username, UUID keyId, String name) implements AccessEvent {}

  /**
   * @param by the person, or an admin
   */
  @MessageType("mimir.api_key.deleted.v1")
  record ApiKeyDeleted(String username, UUID keyId, String name, String by)
      implements AccessEvent {}

  @MessageType("mimir.session.refused.v1")
  record SessionRefused(String username, String address, String reason) implements AccessEvent {}
}
