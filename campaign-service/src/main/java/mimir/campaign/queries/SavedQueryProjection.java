package mimir.campaign.queries;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mimir.campaign.rebuild.Projection;
import mimir.campaign.rebuild.StoredEvent;
import mimir.contracts.campaign.SavedQueryEvent;
import org.jdbi.v3.core.Handle;

/** The saved queries that exist, made again from their streams. */
@ApplicationScoped
class SavedQueryProjection implements Projection {

  private static final String CLEAR =
      """
      DELETE FROM saved_query
      """;

  @Override
  public String streamPrefix() {
    return SavedQueries.STREAM_PREFIX;
  }

  @Override
  public void clear(Handle handle) {
    handle.execute(CLEAR);
  }

  @Override
  public void replay(Handle handle, List<StoredEvent> events) {
    SavedQueryTables.project(
        handle, events.stream().map(event -> event.decode(SavedQueryEvent.CODEC)).toList());
  }
}
