package mimir.ingest.matching;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.ingest.matching.FrozenIndicators.Corrupt;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** The frozen snapshots, and the last of them in memory. */
@ApplicationScoped
public class Snapshots {
  private static final Logger LOG = Logger.getLogger(Snapshots.class);

  /** Of 10,000 indicators each they take some 100 MB; most have a handful. */
  static final int REMEMBERED_MAX = 32;

  private static final String FREEZE =
      """
      INSERT INTO frozen_snapshot (campaign_id, content, sha256)
      VALUES (:launch_id, :content, :sha256)
      ON CONFLICT DO NOTHING
      """;

  private static final String FIND =
      """
      SELECT content, sha256
      FROM frozen_snapshot
      WHERE campaign_id = :launch_id
      """;

  // Told once: by the first one that finds it so, also where there is none.
  private static final String MARK_CORRUPT =
      """
      INSERT INTO frozen_snapshot (campaign_id, content, sha256, corrupt_at)
      VALUES (:launch_id, '', '', :now)
      ON CONFLICT (campaign_id) DO UPDATE
      SET corrupt_at = :now
      WHERE frozen_snapshot.corrupt_at IS NULL
      """;

  private final Jdbi jdbi;
  private final InstantSource clock;
  private final Map<UUID, Read> remembered = new LinkedHashMap<>(16, 0.75f, true);

  Snapshots(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** What a launch has frozen, in the caller's transaction; a second time changes nothing. */
  public void freeze(UUID launchId, List<FrozenIoc> iocs, List<FrozenQuery> queries) {
    String content = Snapshot.content(iocs, queries);
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(FREEZE)
                .bind("launch_id", launchId)
                .bind("content", content)
                .bind("sha256", Snapshot.sha256(content))
                .execute());
  }

  /**
   * Nothing matches what cannot be read (M-5).
   *
   * @param corrupt is told, once for each launch, that and why it cannot be read; in the caller's
   *     transaction
   */
  Snapshot of(UUID launchId, BiConsumer<UUID, String> corrupt) {
    Read read;
    synchronized (remembered) {
      read = remembered.get(launchId);
    }
    if (read == null) {
      read = readOrWhyNot(launchId);
      remember(launchId, read);
    }
    // Asked each time: the transaction that has told it may have been given up.
    if (read.corrupt() != null && markCorrupt(launchId, clock.instant())) {
      LOG.errorf("launch %s: frozen indicators cannot be read: %s", launchId, read.corrupt());
      corrupt.accept(launchId, read.corrupt());
    }
    return read.snapshot();
  }

  /**
   * @param corrupt why it cannot be read, or null
   */
  private record Read(Snapshot snapshot, String corrupt) {}

  private Read readOrWhyNot(UUID launchId) {
    try {
      return new Read(read(launchId), null);
    } catch (Corrupt e) {
      return new Read(Snapshot.NONE, e.getMessage());
    }
  }

  private record Stored(String content, byte[] sha256) {}

  private Snapshot read(UUID launchId) throws Corrupt {
    Stored stored =
        jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(FIND)
                        .bind("launch_id", launchId)
                        .map(
                            (row, _) ->
                                new Stored(row.getString("content"), row.getBytes("sha256")))
                        .findOne())
            .orElseThrow(() -> new Corrupt("there is no snapshot"));
    return Snapshot.read(stored.content(), stored.sha256());
  }

  private boolean markCorrupt(UUID launchId, Instant now) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(MARK_CORRUPT)
                    .bind("launch_id", launchId)
                    .bind("now", now)
                    .execute())
        == 1;
  }

  private void remember(UUID launchId, Read read) {
    synchronized (remembered) {
      remembered.put(launchId, read);
      if (remembered.size() > REMEMBERED_MAX) {
        remembered.remove(remembered.keySet().iterator().next());
      }
    }
  }
}
