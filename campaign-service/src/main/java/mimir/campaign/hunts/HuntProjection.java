package mimir.campaign.hunts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mimir.campaign.rebuild.Projection;
import mimir.campaign.rebuild.StoredEvent;
import mimir.campaign.slots.SlotTables;
import mimir.contracts.campaign.HuntEvent;
import org.jdbi.v3.core.Handle;

/** The hunts and their slots, made again from their streams. */
@ApplicationScoped
class HuntProjection implements Projection {

  private static final String CLEAR =
      """
      DELETE FROM hunt
      """;

  // A hunt that was cancelled has freed its campaign's slot, which may have been made again after
  // it.
  private static final String FREE_SLOTS =
      """
      UPDATE slot
      SET held_until = hunt.cancelled_at
      FROM hunt
      WHERE slot.launch_id = coalesce(hunt.campaign_id, hunt.hunt_id)
        AND slot.held_until > hunt.cancelled_at
      """;

  private final HuntTables tables;
  private final SlotTables slots;

  HuntProjection(HuntTables tables, SlotTables slots) {
    this.tables = tables;
    this.slots = slots;
  }

  @Override
  public String streamPrefix() {
    return Hunts.STREAM_PREFIX;
  }

  @Override
  public void clear(Handle handle) {
    handle.execute(CLEAR);
  }

  @Override
  public void replay(Handle handle, List<StoredEvent> stored) {
    List<HuntEvent> events = stored.stream().map(each -> each.decode(HuntEvent.CODEC)).toList();
    tables.project(handle, events);
    slots.projectHunts(handle, events);
  }

  @Override
  public void finish(Handle handle) {
    handle.execute(FREE_SLOTS);
  }
}
