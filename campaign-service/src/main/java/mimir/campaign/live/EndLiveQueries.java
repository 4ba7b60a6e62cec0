package mimir.campaign.live;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import mimir.campaign.lifecycle.CapCrossed;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.LiveQueryEvent.End;
import org.jboss.logging.Logger;

/** Says when a live query is over. */
@ApplicationScoped
class EndLiveQueries implements CapCrossed {
  private static final Logger LOG = Logger.getLogger(EndLiveQueries.class);
  private static final int BATCH = 100;

  private final LiveQueryTables tables;
  private final LiveQueries queries;
  private final InstantSource clock;

  EndLiveQueries(LiveQueryTables tables, LiveQueries queries, InstantSource clock) {
    this.tables = tables;
    this.queries = queries;
    this.clock = clock;
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void endDue() {
    endDue(clock.instant());
  }

  void endDue(Instant now) {
    tables.due(now, BATCH).forEach(due -> tryEnd(due, now));
  }

  /** One that cannot be ended is tried again next time, and holds up no other. */
  private void tryEnd(LiveQueryTables.Due due, Instant now) {
    try {
      QuarkusTransaction.requiringNew().run(() -> end(due, now));
    } catch (RuntimeException e) {
      LOG.errorf(e, "live query %s: is over and that could not be said", due.id());
    }
  }

  private void end(LiveQueryTables.Due due, Instant now) {
    var stream = queries.open(due.id());
    LiveQueryRules.end(stream.events(), due.open(), due.liveUntil(), now)
        .ifPresent(ended -> queries.append(stream, CampaignStopped.SYSTEM, ended));
  }

  @Override
  public void capCrossed(UUID launchId) {
    var stream = queries.open(launchId);
    LiveQueryRules.ended(stream.events(), End.ROW_CAP, clock.instant())
        .ifPresent(ended -> queries.append(stream, CampaignStopped.SYSTEM, ended));
  }
}
