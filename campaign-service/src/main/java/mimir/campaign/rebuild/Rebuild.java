package mimir.campaign.rebuild;

import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * Drops every projection and makes it again from the streams, in one transaction: a rebuild that
 * fails changes nothing, and readers see the rows of before until it has committed.
 */
@ApplicationScoped
public class Rebuild {
  private static final Logger LOG = Logger.getLogger(Rebuild.class);

  private static final int BATCH = 1_000;

  /** A launch carries its whole payload: a thousand of them may not fit into memory. */
  private static final int BATCH_CHARS = 4 * 1024 * 1024;

  private static final int FETCH_ROWS = 100;

  /** The default of a transaction is a minute. */
  private static final Duration LONGEST = Duration.ofHours(2);

  // Of one rebuild at a time, in whichever replica.
  private static final String TRY_LOCK =
      """
      SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ':rebuild', 0))
      """;

  // Whoever appends to a stream or folds an end waits until the rebuild has committed, so nothing
  // falls between what was read and what is written. Readers do not wait. The event table first,
  // as every command does.
  private static final String HOLD_WRITERS =
      """
      LOCK TABLE event, ended_assignment IN SHARE ROW EXCLUSIVE MODE
      """;

  // Tables that were just emptied look small, and a plan that was made for a small table reads all
  // of it for each event: 51 s in place of 15 s for 100,000 events were seen. A replay touches rows
  // by their keys alone.
  private static final String BY_KEY =
      """
      SELECT set_config('enable_seqscan', 'off', true)
      """;

  private static final String BY_ANY_WAY =
      """
      SELECT set_config('enable_seqscan', 'on', true)
      """;

  private static final String READ =
      """
      SELECT id, stream, version, type, at, actor, payload
      FROM event
      WHERE stream IS NOT NULL
      ORDER BY stream, version
      """;

  private static final String CAMPAIGNS =
      """
      SELECT count(*)
      FROM campaign
      """;

  private final List<Projection> projections;
  private final Jdbi jdbi;

  Rebuild(@All List<Projection> projections, Jdbi jdbi) {
    this.projections = projections;
    this.jdbi = jdbi;
  }

  /**
   * @param events how many were replayed
   * @param campaigns how many there are
   */
  public record Rebuilt(long events, long campaigns, double seconds) {}

  /**
   * @throws Refused {@code rebuild_running} while another one runs
   */
  public Rebuilt run() {
    long start = System.nanoTime();
    var rebuilt =
        QuarkusTransaction.requiringNew()
            .timeout((int) LONGEST.toSeconds())
            .call(() -> jdbi.withHandle(handle -> rebuild(handle, start)));
    LOG.infof(
        "rebuilt %d campaigns from %d events in %.1f s",
        rebuilt.campaigns(), rebuilt.events(), rebuilt.seconds());
    return rebuilt;
  }

  private Rebuilt rebuild(Handle handle, long start) {
    if (!handle.createQuery(TRY_LOCK).mapTo(Boolean.class).one()) {
      throw new Refused(ErrorCode.REBUILD_RUNNING, "A rebuild is running; wait for its end.");
    }
    handle.execute(HOLD_WRITERS);
    projections.forEach(projection -> projection.clear(handle));
    handle.createQuery(BY_KEY).mapToMap().list();
    long events = replay(handle);
    handle.createQuery(BY_ANY_WAY).mapToMap().list();
    projections.forEach(projection -> projection.finish(handle));
    long campaigns = handle.createQuery(CAMPAIGNS).mapTo(Long.class).one();
    return new Rebuilt(
        events, campaigns, Duration.ofNanos(System.nanoTime() - start).toMillis() / 1_000.0);
  }

  /** A cursor of the server's hands over a few rows at a time, however many events there are. */
  private long replay(Handle handle) {
    long events = 0;
    try (ResultIterator<StoredEvent> stored =
        handle
            .createQuery(READ)
            .setFetchSize(FETCH_ROWS)
            .map(
                row ->
                    new StoredEvent(
                        row.getColumn("id", UUID.class),
                        row.getColumn("stream", String.class),
                        row.getColumn("version", Long.class),
                        row.getColumn("type", String.class),
                        row.getColumn("at", Instant.class),
                        row.getColumn("actor", String.class),
                        row.getColumn("payload", String.class)))
            .iterator()) {
      var batch = new ArrayList<StoredEvent>();
      int chars = 0;
      while (stored.hasNext()) {
        StoredEvent event = stored.next();
        batch.add(event);
        chars += event.payload().length();
        if (batch.size() == BATCH || chars >= BATCH_CHARS) {
          events += hand(handle, batch);
          batch.clear();
          chars = 0;
        }
      }
      events += hand(handle, batch);
    }
    return events;
  }

  /** Streams of which nothing is projected are passed over. */
  private long hand(Handle handle, List<StoredEvent> batch) {
    for (Projection projection : projections) {
      var share =
          batch.stream()
              .filter(event -> event.stream().startsWith(projection.streamPrefix()))
              .toList();
      if (!share.isEmpty()) {
        projection.replay(handle, share);
      }
    }
    return batch.size();
  }
}
