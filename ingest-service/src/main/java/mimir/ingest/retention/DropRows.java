package mimir.ingest.retention;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.Topics;
import mimir.contracts.ingest.RowActionEvent;
import mimir.contracts.ingest.RowActionEvent.CampaignRowsDropped;
import mimir.contracts.runtime.EventLog;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/** Drops the rows of campaigns that have ended. */
@ApplicationScoped
class DropRows {
  private static final Logger LOG = Logger.getLogger(DropRows.class);

  private final RetentionTables tables;
  private final EventLog log;
  private final InstantSource clock;

  DropRows(RetentionTables tables, EventLog log, InstantSource clock) {
    this.tables = tables;
    this.log = log;
    this.clock = clock;
  }

  /** Who asked, and with which key. */
  record By(String username, String actor) {}

  /** Once more changes nothing. */
  void drop(UUID campaignId, By by) {
    QuarkusTransaction.requiringNew().run(() -> mark(campaignId, by));
    sweep(campaignId);
  }

  private void mark(UUID campaignId, By by) {
    var stream = log.open(stream(campaignId), RowActionEvent.CODEC);
    var kept = tables.hold(campaignId).orElseThrow(() -> Refused.notFound("This campaign"));
    if (!kept.ended()) {
      throw new Refused(
          ErrorCode.STILL_ACTIVE, "Rows can be dropped once the campaign is stopped or archived.");
    }
    if (kept.rowsDroppedAt() != null) {
      return;
    }
    Instant now = clock.instant();
    tables.mark(campaignId, now);
    log.append(
        stream(campaignId),
        stream.version(),
        new EventLog.Destination(Topics.ROW_ACTIONS, campaignId.toString(), by.actor()),
        RowActionEvent.CODEC,
        List.of(new CampaignRowsDropped(campaignId, kept.rows(), by.username(), now)));
    LOG.infof("campaign %s: %s dropped %d rows", campaignId, by.username(), kept.rows());
  }

  /** What a call has marked and could not drop, or did not live to. */
  @Scheduled(every = "1m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    tables.leftOver().forEach(this::sweep);
  }

  private void sweep(UUID campaignId) {
    try {
      QuarkusTransaction.requiringNew().run(() -> tables.dropRows(campaignId));
    } catch (JdbiException e) {
      LOG.warnf("campaign %s: its rows are dropped later: %s", campaignId, e.getMessage());
    }
  }

  private static String stream(UUID campaignId) {
    return "row-actions-" + campaignId;
  }
}
