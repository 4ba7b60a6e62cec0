package mimir.contracts.dispatch;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import org.jspecify.annotations.Nullable;

/** Topic {@code hosts}, key: host id, compacted: the last message is the host as it is. */
public sealed interface HostEvent {
  MessageCodec<HostEvent> CODEC = MessageCodec.of(HostEvent.class);

  UUID hostId();

  /**
   * @param lastSeen coarse: published at most every 10 minutes for a host that changes nothing else
   * @param decommissionedAt null while the host is in service
   */
  @MessageType("mimir.host.changed.v1")
  record HostChanged(
      UUID hostId,
      String hostname,
      String platform,
      @Nullable String osVersion,
      @Nullable String arch,
      @Nullable String osqueryVersion,
      Map<String, String> labels,
      Instant enrolledAt,
      Instant lastSeen,
      @Nullable Instant decommissionedAt)
      implements HostEvent {}
}
