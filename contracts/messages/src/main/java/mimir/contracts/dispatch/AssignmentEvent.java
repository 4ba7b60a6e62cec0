package mimir.contracts.dispatch;

import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;

/** Topic {@code assignments}, key: campaign id + ':' + chunk number. */
public sealed interface AssignmentEvent {
  MessageCodec<AssignmentEvent> CODEC = MessageCodec.of(AssignmentEvent.class);

  /** Most hosts in one chunk. One message of 1,000 UUIDs is about 40 kB. */
  int CHUNK_HOSTS_MAX = 1_000;

  /**
   * A part of a campaign's frozen assigned set: each host of a group is asked each of its queries.
   *
   * @param chunk 0 … {@code of} − 1
   */
  @MessageType("mimir.assignments.created.v1")
  record AssignmentsCreated(UUID campaignId, int chunk, int of, List<Group> groups)
      implements AssignmentEvent {}

  /** The key of a chunk; a tombstone with it forgets the chunk. */
  static String key(UUID campaignId, int chunk) {
    return campaignId + ":" + chunk;
  }

  /** Hosts that are asked the same queries (hosts of one platform group). */
  record Group(List<UUID> queryIds, List<UUID> hostIds) {}
}
