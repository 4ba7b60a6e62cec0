package mimir.campaign.slots;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.campaign.rebuild.Projection;
import mimir.campaign.rebuild.StoredEvent;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.CampaignWarned;
import mimir.contracts.campaign.CampaignKind;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.HuntEvent.HuntCancelled;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.HuntEvent.HuntWindowEnded;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The slots, which follow from the campaigns' streams, and the locks under which they are counted.
 */
@ApplicationScoped
public class SlotTables implements Projection {

  private static final String HELD =
      """
      SELECT launch_id, kind, name, held_by, held_until
      FROM slot
      WHERE held_until > :now
        AND (CAST(:person AS text) IS NULL OR held_by = :person)
      ORDER BY held_until, launch_id
      """;

  private static final String KNOW_SCOPE =
      """
      INSERT INTO slot_scope (scope)
      VALUES (:scope)
      ON CONFLICT DO NOTHING
      """;

  private static final String LOCK_SCOPE =
      """
      SELECT scope
      FROM slot_scope
      WHERE scope = :scope
      FOR UPDATE
      """;

  private static final String CLEAR =
      """
      DELETE FROM slot
      """;

  private static final String TAKE =
      """
      INSERT INTO slot (launch_id, kind, name, held_by, held_until)
      VALUES (:launch_id, :kind, :name, :held_by, :held_until)
      """;

  private static final String FREE =
      """
      UPDATE slot
      SET held_until = :at
      WHERE launch_id = :launch_id AND held_until > :at
      """;

  private final Jdbi jdbi;

  SlotTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param person whose slots count, or null for everybody's
   */
  List<HeldSlot> held(String person, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(HELD)
                .bind("now", now)
                .bind("person", person)
                .map(
                    row ->
                        new HeldSlot(
                            row.getColumn("launch_id", UUID.class),
                            row.getColumn("kind", String.class),
                            row.getColumn("name", String.class),
                            row.getColumn("held_by", String.class),
                            row.getColumn("held_until", Instant.class)))
                .list());
  }

  /** Until the end of the transaction. */
  void lock(String scope) {
    jdbi.useHandle(
        handle -> {
          handle.createUpdate(KNOW_SCOPE).bind("scope", scope).execute();
          handle.createQuery(LOCK_SCOPE).bind("scope", scope).mapTo(String.class).one();
        });
  }

  @Override
  public String streamPrefix() {
    return "campaign-";
  }

  @Override
  public void clear(Handle handle) {
    handle.execute(CLEAR);
  }

  @Override
  public void replay(Handle handle, List<StoredEvent> events) {
    project(handle, events.stream().map(event -> event.decode(CampaignEvent.CODEC)).toList());
  }

  void project(CampaignEvent event) {
    jdbi.useHandle(handle -> project(handle, List.of(event)));
  }

  void project(HuntEvent event) {
    jdbi.useHandle(handle -> projectHunts(handle, List.of(event)));
  }

  /** Takes and frees what the events say, each stream's in their order. */
  public void project(Handle handle, List<CampaignEvent> events) {
    try (PreparedBatch take = handle.prepareBatch(TAKE);
        PreparedBatch free = handle.prepareBatch(FREE)) {
      for (CampaignEvent event : events) {
        switch (event) {
          case CampaignLaunched launched -> take(take, slot(launched));
          case CampaignStopped stopped -> free(free, stopped.campaignId(), stopped.stoppedAt());
          case CampaignArchived archived ->
              free(free, archived.campaignId(), archived.archivedAt());
          case CampaignWarned _ -> {}
        }
      }
      executeAll(take, free);
    }
  }

  /**
   * A hunt with a campaign has that one's slot, and gives it back when it is cancelled (L-4): so
   * the launch of the campaign comes first.
   */
  public void projectHunts(Handle handle, List<HuntEvent> events) {
    try (PreparedBatch take = handle.prepareBatch(TAKE);
        PreparedBatch free = handle.prepareBatch(FREE)) {
      for (HuntEvent event : events) {
        switch (event) {
          case HuntLaunched launched -> {
            if (launched.liveOnly()) {
              take(
                  take,
                  new HeldSlot(
                      launched.huntId(),
                      CampaignKind.IOC_HUNT.wire(),
                      launched.name(),
                      launched.by(),
                      launched.liveUntil()));
            }
          }
          case HuntCancelled cancelled ->
              free(
                  free,
                  cancelled.campaignId() == null ? cancelled.huntId() : cancelled.campaignId(),
                  cancelled.at());
          case HuntWindowEnded ended -> free(free, ended.huntId(), ended.at());
        }
      }
      executeAll(take, free);
    }
  }

  // A launch is a stream's first event, so all of them may come before what frees.
  private static void executeAll(PreparedBatch take, PreparedBatch free) {
    if (take.size() > 0) {
      take.execute();
    }
    if (free.size() > 0) {
      free.execute();
    }
  }

  private static HeldSlot slot(CampaignLaunched launched) {
    return new HeldSlot(
        launched.campaignId(),
        launched.kind().wire(),
        launched.name(),
        launched.by(),
        launched.liveUntil());
  }

  private static void take(PreparedBatch batch, HeldSlot slot) {
    batch
        .bind("launch_id", slot.id())
        .bind("kind", slot.kind())
        .bind("name", slot.name())
        .bind("held_by", slot.by())
        .bind("held_until", slot.liveUntil())
        .add();
  }

  private static void free(PreparedBatch batch, UUID launchId, Instant at) {
    batch.bind("launch_id", launchId).bind("at", at).add();
  }
}
