package mimir.contracts.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code results}, key: host id. One part of what a host answered to one lease; an upload
 * counts when all its parts are there.
 *
 * @param uploadId one for each write of one lease's answer; a re-sent write has another
 * @param part 0-based
 * @param last whether no further part follows
 * @param status osquery's status: 0 is success
 * @param receivedAt when dispatch-service had read the whole write
 * @param reportedAt the agent's own time, when it sent one that is sane; else null
 * @param nulReplaced how many NUL characters of this part were replaced by U+FFFD
 * @param truncated true when the host sent more rows than dispatch-service keeps of one write; else
 *     null. The same in all parts
 * @param rows column → cell, in the order in which the host sent them
 */
@MessageType("mimir.result.part.v1")
public record ResultPart(
    UUID uploadId,
    UUID leaseId,
    Assignment assignment,
    int attempt,
    int part,
    boolean last,
    int status,
    @Nullable String message,
    @Nullable Stats stats,
    Instant receivedAt,
    @Nullable Instant reportedAt,
    int nulReplaced,
    @Nullable Boolean truncated,
    List<Map<String, String>> rows) {

  public static final MessageCodec<ResultPart> CODEC = MessageCodec.of(ResultPart.class);

  /** Most rows in one part. */
  public static final int ROWS_MAX = 1_000;

  /** Most bytes of rows in one part; Kafka refuses records above 1 MB by default. */
  public static final int BYTES_MAX = 512 * 1024;

  public record Assignment(UUID campaignId, UUID queryId, UUID hostId) {}

  /** Cost of the query as osquery tells it; times in milliseconds, memory in bytes. */
  public record Stats(
      @Nullable Long wallTimeMs,
      @Nullable Long userTime,
      @Nullable Long systemTime,
      @Nullable Long memory) {}
}
