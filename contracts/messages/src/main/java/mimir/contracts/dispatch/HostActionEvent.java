package mimir.contracts.dispatch;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/**
 * Topic {@code host-actions}, key: host id. What operators did to hosts, and who became which host,
 * for the audit trail.
 */
public sealed interface HostActionEvent {
  MessageCodec<HostActionEvent> CODEC = MessageCodec.of(HostActionEvent.class);

  UUID hostId();

  /**
   * @param labels all labels of the host from then on
   */
  @MessageType("mimir.host.labelled.v1")
  record HostLabelled(
      UUID hostId, String hostname, Map<String, String> labels, String by, Instant labelledAt)
      implements HostActionEvent {}

  @MessageType("mimir.host.decommissioned.v1")
  record HostDecommissioned(UUID hostId, String hostname, String by, Instant decommissionedAt)
      implements HostActionEvent {}

  /**
   * A machine showed a live secret and was given a node key; an earlier key of the host is void.
   *
   * @param address from where
   * @param secretId of the secret that it showed
   * @param again whether there was such a host already, under the same identifier
   */
  @MessageType("mimir.host.enrolled.v1")
  record HostEnrolled(
      UUID hostId,
      String hostname,
      String address,
      UUID secretId,
      boolean again,
      Instant enrolledAt)
      implements HostActionEvent {}
}
