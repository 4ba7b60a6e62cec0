package mimir.contracts.runtime;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/**
 * Forgets what nobody can ask for any more: published facts that belong to no stream, and notes of
 * messages that no topic still holds. Events of streams are never deleted.
 */
@ApplicationScoped
public class Retention {
  private static final int BATCH = 10_000;

  // Rows are kept for a while after they were published: they are sent again by their id when the
  // replication slot is lost.
  private static final String FORGET_FACTS =
      """
      DELETE FROM event
      WHERE id IN (
          SELECT id
          FROM event
          WHERE stream IS NULL AND at < :before
          LIMIT :batch)
      """;

  private static final String FORGET_NOTES =
      """
      DELETE FROM inbox
      WHERE (consumer, message_id) IN (
          SELECT consumer, message_id
          FROM inbox
          WHERE taken_at < :before
          LIMIT :batch)
      """;

  private final Jdbi jdbi;
  private final InstantSource clock;
  private final Duration keepFacts;
  private final Duration keepNotes;

  public Retention(
      Jdbi jdbi,
      InstantSource clock,
      @ConfigProperty(name = "mimir.outbox-keep") Duration keepFacts,
      @ConfigProperty(name = "mimir.inbox-keep") Duration keepNotes) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.keepFacts = keepFacts;
    this.keepNotes = keepNotes;
  }

  /** In small batches, so that no lock and no transaction is long. */
  @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  public void forget() {
    Instant now = clock.instant();
    forget(FORGET_FACTS, now.minus(keepFacts));
    forget(FORGET_NOTES, now.minus(keepNotes));
  }

  private void forget(String sql, Instant before) {
    int deleted;
    do {
      deleted =
          jdbi.withHandle(
              handle ->
                  handle.createUpdate(sql).bind("before", before).bind("batch", BATCH).execute());
    } while (deleted == BATCH);
  }
}
