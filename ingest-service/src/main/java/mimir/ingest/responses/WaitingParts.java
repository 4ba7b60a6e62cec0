package mimir.ingest.responses;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
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
      INSERT INTO waiting_part (upload_id, part, last, campaign_id, rows, nul_replaced, message,
                                traceparent, arrived_at)
      VALUES (:upload_id, :part, :last, :campaign_id, :rows, :nul_replaced, :message,
              :traceparent, :now)
      ON CONFLICT DO NOTHING
      """;

  // All parts up to the last one: a part number is there once. In the order of the uploads' ids,
  // which is that of their times.
  private static final String COMPLETE =
      """
      WITH ended AS (
          SELECT upload_id, min(part) AS last_part
          FROM waiting_part
          WHERE upload_id = ANY (:ids) AND last
          GROUP BY upload_id
      ),
      complete AS (
          SELECT upload_id, last_part, sum(rows) AS rows, sum(nul_replaced) AS nul_replaced
          FROM waiting_part
          JOIN ended USING (upload_id)
          WHERE part <= last_part
          GROUP BY upload_id, last_part
          HAVING count(*) = last_part + 1
      )
      SELECT upload_id, last_part, complete.rows, complete.nul_replaced, message, traceparent
      FROM complete
      JOIN waiting_part USING (upload_id)
      WHERE part = last_part
      ORDER BY upload_id
      """;

  private static final String PART =
      """
      SELECT message
      FROM waiting_part
      WHERE upload_id = :upload_id AND part = :part
      """;

  private static final String OF_CAMPAIGN =
      """
      SELECT DISTINCT upload_id
      FROM waiting_part
      WHERE campaign_id = :campaign_id
      ORDER BY upload_id
      """;

  private static final String FORGET =
      """
      DELETE FROM waiting_part
      WHERE upload_id = ANY (:ids)
      """;

  // Only uploads that lack a part: whole ones wait for their campaign, and are answers.
  private static final String FORGET_HALF =
      """
      DELETE FROM waiting_part
      WHERE upload_id IN (
          SELECT upload_id
          FROM waiting_part
          GROUP BY upload_id
          HAVING max(arrived_at) < :before AND (NOT bool_or(last) OR count(*) <= max(part))
          LIMIT :batch)
      """;

  /** Longer than the topic keeps its records: what is missing then comes no more. */
  private static final Duration HALF_KEPT = Duration.ofDays(4);

  private static final int FORGOTTEN_AT_ONCE = 100;

  private final Jdbi jdbi;
  private final InstantSource clock;
  private final Counter forgotten;

  WaitingParts(Jdbi jdbi, InstantSource clock, MeterRegistry metrics) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.forgotten = metrics.counter("mimir.ingest.parts.forgotten");
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
                .bind("rows", part.rows().size())
                .bind("nul_replaced", part.nulReplaced())
                .bind("message", ResultPart.CODEC.encodeText(part))
                .bind("traceparent", piece.traceparent())
                .bind("now", clock.instant())
                .add();
          }
          batch.execute();
        });
  }

  /** Those of the uploads that lack no part. */
  List<Upload> complete(Collection<UUID> uploadIds) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COMPLETE)
                .bindArray("ids", UUID.class, uploadIds)
                .map(
                    row -> {
                      var uploadId = row.getColumn("upload_id", UUID.class);
                      int last = row.getColumn("last_part", Integer.class);
                      return new Upload(
                          decoded(row.getColumn("message", String.class)),
                          row.getColumn("rows", Long.class),
                          row.getColumn("nul_replaced", Integer.class),
                          row.getColumn("traceparent", String.class),
                          new Waiting(uploadId, last));
                    })
                .list());
  }

  /** Parts that are read when they are needed. */
  private final class Waiting implements Upload.Parts {
    private final UUID uploadId;
    private final int last;

    private Waiting(UUID uploadId, int last) {
      this.uploadId = uploadId;
      this.last = last;
    }

    @Override
    public void each(Consumer<ResultPart> reader) {
      for (int part = 0; part <= last; part++) {
        reader.accept(part(uploadId, part));
      }
    }

    @Override
    public boolean areAskedFor() {
      return true;
    }
  }

  private ResultPart part(UUID uploadId, int part) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PART)
                .bind("upload_id", uploadId)
                .bind("part", part)
                .map(row -> decoded(row.getColumn("message", String.class)))
                .one());
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

  /** Uploads whose writer failed in the middle; the agent sent its answer again, as another. */
  @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void forgetHalf() {
    Instant before = clock.instant().minus(HALF_KEPT);
    int deleted;
    do {
      deleted =
          jdbi.withHandle(
              handle ->
                  handle
                      .createUpdate(FORGET_HALF)
                      .bind("before", before)
                      .bind("batch", FORGOTTEN_AT_ONCE)
                      .execute());
      forgotten.increment(deleted);
    } while (deleted > 0);
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
