package mimir.campaign.hunts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import mimir.campaign.lifecycle.CapCrossed;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import org.jboss.logging.Logger;

/** Says when the window of a live-only hunt is over: nobody is asked any more (F-5). */
@ApplicationScoped
class HuntWindows implements CapCrossed {
  private static final Logger LOG = Logger.getLogger(HuntWindows.class);
  private static final int BATCH = 100;

  private final HuntTables tables;
  private final Hunts hunts;
  private final InstantSource clock;

  HuntWindows(HuntTables tables, Hunts hunts, InstantSource clock) {
    this.tables = tables;
    this.hunts = hunts;
    this.clock = clock;
  }

  /** Several replicas may do this at once: the stream's lock lets one of them end each. */
  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void endWindows() {
    endWindows(clock.instant());
  }

  void endWindows(Instant now) {
    tables.windowsOver(now, BATCH).forEach(id -> tryEnd(id, now));
  }

  /** One that cannot be ended is tried again next time, and holds up no other. */
  private void tryEnd(UUID id, Instant now) {
    try {
      QuarkusTransaction.requiringNew().run(() -> end(id, now));
    } catch (RuntimeException e) {
      LOG.errorf(e, "hunt %s: its window is over and that could not be said", id);
    }
  }

  private void end(UUID id, Instant now) {
    var stream = hunts.open(id);
    HuntRules.endWindow(stream.events(), now)
        .ifPresent(ended -> hunts.append(stream, CampaignStopped.SYSTEM, ended));
  }

  /** A live-only hunt that keeps no more rows asks for no more. */
  @Override
  public void capCrossed(UUID launchId) {
    var stream = hunts.open(launchId);
    HuntRules.cutWindow(stream.events(), clock.instant())
        .ifPresent(ended -> hunts.append(stream, CampaignStopped.SYSTEM, ended));
  }
}
