package mimir.campaign.lifecycle;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** Stops campaigns whose {@code expires_at} has passed, each in a transaction of its own. */
@ApplicationScoped
class CampaignExpiry {
  private static final Logger LOG = Logger.getLogger(CampaignExpiry.class);
  private static final int BATCH = 100;

  private static final String DUE =
      """
      SELECT campaign_id
      FROM campaign
      WHERE status = 'active' AND expires_at <= :now
      ORDER BY expires_at
      LIMIT :batch
      """;

  private final Jdbi jdbi;
  private final Campaigns campaigns;
  private final InstantSource clock;

  CampaignExpiry(Jdbi jdbi, Campaigns campaigns, InstantSource clock) {
    this.jdbi = jdbi;
    this.campaigns = campaigns;
    this.clock = clock;
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void stopExpired() {
    stopExpired(clock.instant());
  }

  /** Several replicas may do this at once: the stream's lock lets one of them stop each. */
  void stopExpired(Instant now) {
    List<UUID> due =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(DUE)
                    .bind("now", now)
                    .bind("batch", BATCH)
                    .mapTo(UUID.class)
                    .list());
    due.forEach(id -> tryStop(id, now));
  }

  /** One that cannot be stopped is tried again next time, and holds up no other. */
  private void tryStop(UUID id, Instant now) {
    try {
      QuarkusTransaction.requiringNew().run(() -> stop(id, now));
    } catch (RuntimeException e) {
      LOG.errorf(e, "campaign %s: has expired and could not be stopped", id);
    }
  }

  private void stop(UUID id, Instant now) {
    var stream = campaigns.open(id);
    CampaignRules.expire(Campaign.of(stream.events()), now)
        .ifPresent(
            stopped -> {
              campaigns.append(stream, CampaignStopped.SYSTEM, stopped);
              LOG.infof("campaign %s: expired", id);
            });
  }
}
