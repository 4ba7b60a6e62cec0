package mimir.campaign.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mimir.campaign.coverage.RecountCoverage;
import mimir.campaign.launches.LaunchTables;
import mimir.campaign.rebuild.Projection;
import mimir.campaign.rebuild.StoredEvent;
import mimir.contracts.campaign.CampaignEvent;
import org.jdbi.v3.core.Handle;

/**
 * Campaigns, their queries, warnings and their coverage, made again from the streams and the ends.
 */
@ApplicationScoped
class CampaignProjection implements Projection {
  private static final String STREAMS = "campaign-";

  private static final String CLEAR_WARNINGS =
      """
      DELETE FROM campaign_warning
      """;

  private static final String CLEAR =
      """
      DELETE FROM campaign
      """;

  private final CampaignTables tables;
  private final LaunchTables launches;
  private final RecountCoverage coverage;

  CampaignProjection(CampaignTables tables, LaunchTables launches, RecountCoverage coverage) {
    this.tables = tables;
    this.launches = launches;
    this.coverage = coverage;
  }

  @Override
  public String streamPrefix() {
    return STREAMS;
  }

  @Override
  public void clear(Handle handle) {
    coverage.clear(handle);
    launches.clear(handle);
    handle.execute(CLEAR_WARNINGS);
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
