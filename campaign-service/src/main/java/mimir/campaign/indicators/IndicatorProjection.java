package mimir.campaign.indicators;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mimir.campaign.rebuild.Projection;
import mimir.campaign.rebuild.StoredEvent;
import mimir.contracts.campaign.IndicatorEvent;
import org.jdbi.v3.core.Handle;

/** The indicators, made again from their streams. */
@ApplicationScoped
class IndicatorProjection implements Projection {

  private static final String CLEAR =
      """
      DELETE FROM indicator
      """;

  @Override
  public String streamPrefix() {
    return Indicators.STREAM_PREFIX;
  }

  @Override
  public void clear(Handle handle) {
    handle.execute(CLEAR);
  }

  @Override
  public void replay(Handle handle, List<StoredEvent> events) {
    IndicatorTables.project(
        handle, events.stream().map(event -> event.decode(IndicatorEvent.CODEC)).toList());
  }
}
