package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.MessageCodec;
import mimir.contracts.ingest.ResultPart;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Parts that wait for the rest of their upload, or for their campaign. */
@ApplicationScoped
class WaitingParts {
  private static final String PART_TYPE = "mimir.result.part.v1";

  // One lock for all campaigns: it is only taken where a campaign is not known, and at launches.
  private static final String LOCK_SHARED =
      """
      SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || ':unknown', 0))
      """;

  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':unknown', 0))
      """;

  private static final String KEEP =
      """
      INSERT INTO waiting_part (upload_id, part, last, campaign_id, message, traceparent,
                                arrived_at)
      VALUES (:upload_id, :part, :last, :campaign_id, :message, :traceparent, :now)
      ON CONFLICT DO NOTHING
      """;

  private static final String OF_UPLOADS =
      """
      SELECT upload_id, message, traceparent
      FROM waiting_part
      WHERE upload_id = ANY (:ids)
      ORDER BY upload_id, part
      """;

  private static final String OF_CAMPAIGN =
      """
      SELECT DISTINCT upload_id
      FROM waiting_part
      WHERE campaign_id = :campaign_id
      """;

  private static final String FORGET =
      """
      DELETE FROM waiting_part
      WHERE upload_id = ANY (:ids)
      """;

  private final Jdbi jdbi;
  private final InstantSource clock;

  WaitingParts(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Before parts of unknown campaigns are kept; until the end of the transaction. */
  void lockShared() {
    jdbi.useHandle(handle -> handle.createQuery(LOCK_SHARED).mapToMap().list());
  }

  /** Before a campaign becomes known; until the end of the transaction. */
  void lock() {
    jdbi.useHandle(handle -> handle.createQuery(LOCK).mapToMap().list());
  }

  void keep(Collection<Upload.Piece> pieces) {
    if (pieces.isEmpty()) {
      return;
    }
    jdbi.useHandle(
        handle -> {
          PreparedBatch batch = handle.prepareBatch(KEEP);
          for (Upload.Piece piece : pieces) {
            ResultPart part = piece.part();
            batch
                .bind("upload_id", part.uploadId())
                .bind("part", part.part())
                .bind("last", part.last())
                .bind("campaign_id", part.assignment().campaignId())
                .bind("message", ResultPart.CODEC.encodeText(part))
                .bind("traceparent", piece.traceparent())
                .bind("now", clock.instant())
                .add();
          }
          batch.execute();
        });
  }

  /** Upload id → the pieces of it that are here. */
  Map<UUID, List<Upload.Piece>> of(Collection<UUID> uploadIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OF_UPLOADS)
                .bindArray("ids", UUID.class, uploadIds)
                .map(
                    row ->
                        new Upload.Piece(
                            decoded(row.getColumn("message", String.class)),
                            row.getColumn("traceparent", String.class)))
                .stream()
                .collect(Collectors.groupingBy(piece -> piece.part().uploadId())));
  }

  List<UUID> uploadsOf(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OF_CAMPAIGN)
                .bind("campaign_id", campaignId)
                .mapTo(UUID.class)
                .list());
  }

  void forget(Collection<UUID> uploadIds) {
    jdbi.useHandle(
        handle -> handle.createUpdate(FORGET).bindArray("ids", UUID.class, uploadIds).execute());
  }

  private static ResultPart decoded(String message) {
    try {
      return ResultPart.CODEC
          .decode(PART_TYPE, message.getBytes(StandardCharsets.UTF_8))
          .orElseThrow();
    } catch (MessageCodec.Undecodable e) {
      throw new IllegalStateException("a waiting part is unreadable", e);
    }
  }
}
