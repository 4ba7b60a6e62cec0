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

  // Told once: the first one that finds it so.
  private static final String MARK_CORRUPT =
      """
      UPDATE frozen_snapshot
      SET corrupt_at = :now
      WHERE campaign_id = :launch_id AND corrupt_at IS NULL
      """;

  private final Jdbi jdbi;
  private final InstantSource clock;
  private final Map<UUID, Snapshot> remembered = new LinkedHashMap<>(16, 0.75f, true);

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
    synchronized (remembered) {
      Snapshot known = remembered.get(launchId);
      if (known != null) {
        return known;
      }
    }
    try {
      Snapshot read = read(launchId);
      remember(launchId, read);
      return read;
    } catch (Corrupt e) {
      LOG.errorf("launch %s: frozen indicators cannot be read: %s", launchId, e.getMessage());
      if (markCorrupt(launchId, clock.instant())) {
        corrupt.accept(launchId, e.getMessage());
      }
      return Snapshot.NONE;
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

  private void remember(UUID launchId, Snapshot snapshot) {
    synchronized (remembered) {
      remembered.put(launchId, snapshot);
      if (remembered.size() > REMEMBERED_MAX) {
        remembered.remove(remembered.keySet().iterator().next());
      }
    }
  }
}
