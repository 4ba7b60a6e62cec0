package mimir.campaign.live;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mimir.campaign.rebuild.Projection;
import mimir.campaign.rebuild.StoredEvent;
import mimir.contracts.campaign.LiveQueryEvent;
import org.jdbi.v3.core.Handle;

/** The live queries, made again from their streams. */
@ApplicationScoped
class LiveQueryProjection implements Projection {

  private static final String CLEAR =
      """
      DELETE FROM live_query
      """;

  private final LiveQueryTables tables;

  LiveQueryProjection(LiveQueryTables tables) {
    this.tables = tables;
  }

  @Override
  public String streamPrefix() {
    return LiveQueries.STREAM_PREFIX;
  }

  @Override
  public void clear(Handle handle) {
    handle.execute(CLEAR);
  }

  @Override
  public void replay(Handle handle, List<StoredEvent> events) {
    events.forEach(event -> tables.project(handle, event.decode(LiveQueryEvent.CODEC)));
  }
}
