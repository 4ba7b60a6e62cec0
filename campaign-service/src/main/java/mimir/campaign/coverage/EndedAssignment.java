package mimir.campaign.coverage;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/**
 * How an assignment ended.
 *
 * @param rows rows kept
 * @param matched whether a frozen indicator matched; what counts as a hit of a hunt
 */
record EndedAssignment(
    UUID campaignId,
    UUID hostId,
    UUID queryId,
    Rank rank,
    boolean late,
    boolean matched,
    long rows,
    Instant at) {

  /** A higher rank replaces a lower one, never the other way. */
  enum Rank {
    CANCELLED(1),
    ERRORED(2),
    RESPONDED(3),
    /** An answer that a stop with discard took back; counted as cancelled. */
    DISCARDED(4);

    private final int number;

    Rank(int number) {
      this.number = number;
    }

    /** As it is stored. */
    int number() {
      return number;
    }
  }

  private record Key(UUID campaignId, UUID hostId, UUID queryId) {}

  /** One end an assignment: of several the highest, and of equals the first. */
  static List<EndedAssignment> merge(Collection<EndedAssignment> ends) {
    var merged = new LinkedHashMap<Key, EndedAssignment>();
    for (EndedAssignment end : ends) {
      merged.merge(
          new Key(end.campaignId(), end.hostId(), end.queryId()),
          end,
          (known, other) -> other.rank().compareTo(known.rank()) > 0 ? other : known);
    }
    return List.copyOf(merged.values());
  }
}
