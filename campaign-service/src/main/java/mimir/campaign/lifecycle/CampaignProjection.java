package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mimir.campaign.coverage.RecountCoverage;
import mimir.campaign.rebuild.Projection;
import mimir.campaign.rebuild.StoredEvent;
import mimir.contracts.campaign.CampaignEvent;
import org.jdbi.v3.core.Handle;

/** Campaigns, their queries and their coverage, made again from the streams and the ends. */
@ApplicationScoped
class CampaignProjection implements Projection {
  private static final String STREAMS = "campaign-";

  private static final String CLEAR_QUERIES =
      """
      DELETE FROM campaign_query
      """;

  private static final String CLEAR =
      """
      DELETE FROM campaign
      """;

  private final CampaignTables tables;
  private final RecountCoverage coverage;

  CampaignProjection(CampaignTables tables, RecountCoverage coverage) {
    this.tables = tables;
    this.coverage = coverage;
  }

  @Override
  public String streamPrefix() {
    return STREAMS;
  }

  @Override
  public void clear(Handle handle) {
    coverage.clear(handle);
    handle.execute(CLEAR_QUERIES);
    handle.execute(CLEAR);
  }

  @Override
  public void replay(Handle handle, List<StoredEvent> events) {
    tables.project(
        handle, events.stream().map(event -> event.decode(CampaignEvent.CODEC)).toList());
  }

  @Override
  public void finish(Handle handle) {
    coverage.recount(handle);
  }
}
