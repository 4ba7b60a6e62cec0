package mimir.campaign.launches;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import mimir.campaign.targets.TargetTables;
import mimir.campaign.targets.TargetTables.FrozenHost;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.dispatch.AssignmentEvent.AssignmentsCreated;
import mimir.contracts.dispatch.AssignmentEvent.Group;
import mimir.contracts.runtime.Outbox;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Publishes frozen assigned sets, a chunk a transaction, from where the last one ended. */
@ApplicationScoped
public class ChunkPublisher {
  private static final Logger LOG = Logger.getLogger(ChunkPublisher.class);

  // SKIP LOCKED: another replica may be publishing this campaign. The one that has come least far
  // is next, so that a launch at ten hosts does not wait behind one at a million.
  private static final String NEXT =
      """
      SELECT campaign_id, published, chunks, last_host_id, traceparent
      FROM chunk_progress
      WHERE published < chunks
        AND campaign_id <> ALL (:stepped_over)
      ORDER BY published, campaign_id
      LIMIT 1
      FOR UPDATE SKIP LOCKED
      """;

  private static final String ADVANCE =
      """
      UPDATE chunk_progress
      SET published = published + 1,
          last_host_id = :last_host_id
      WHERE campaign_id = :campaign_id
      """;

  private static final String QUERIES =
      """
      SELECT query_group, query_id
      FROM campaign_query
      CROSS JOIN LATERAL unnest(query_groups) AS query_group
      WHERE campaign_id = :campaign_id
      ORDER BY query_group, query_id
      """;

  private final Jdbi jdbi;
  private final TargetTables targets;
  private final Outbox outbox;
  private final Semaphore publishing = new Semaphore(1);

  ChunkPublisher(Jdbi jdbi, TargetTables targets, Outbox outbox) {
    this.jdbi = jdbi;
    this.targets = targets;
    this.outbox = outbox;
  }

  /** After a launch: without waiting for the next round. */
  public void wake() {
    Thread.ofVirtual().name("publish-chunks").start(this::publish);
  }

  /** Finds what a crash, or a launch during the last round, left over. */
  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  public void publish() {
    if (!publishing.tryAcquire()) {
      return;
    }
    try {
      var steppedOver = new HashSet<UUID>();
      while (publishOne(steppedOver)) {
        // The next one, of whichever campaign.
      }
    } finally {
      publishing.release();
    }
  }

  /** One that fails is stepped over until the next round, and holds up no other. */
  private boolean publishOne(Set<UUID> steppedOver) {
    try {
      return QuarkusTransaction.requiringNew().call(() -> next(steppedOver));
    } catch (ChunkFailed failed) {
      LOG.errorf(failed.getCause(), "campaign %s: a chunk could not be published", failed.id());
      return steppedOver.add(failed.id());
    }
  }

  private static final class ChunkFailed extends RuntimeException {
    private final transient UUID id;

    ChunkFailed(UUID id, RuntimeException cause) {
      super(cause);
      this.id = id;
    }

    UUID id() {
      return id;
    }
  }

  private record Progress(
      UUID campaignId, int published, int chunks, UUID lastHostId, String traceparent) {}

  /** One chunk; false when there is none. */
  public boolean next() {
    return next(Set.of());
  }

  private boolean next(Set<UUID> steppedOver) {
    return jdbi.withHandle(
        handle -> {
          Progress progress =
              handle
                  .createQuery(NEXT)
                  .bindArray("stepped_over", UUID.class, steppedOver)
                  .map(
                      row ->
                          new Progress(
                              row.getColumn("campaign_id", UUID.class),
                              row.getColumn("published", Integer.class),
                              row.getColumn("chunks", Integer.class),
                              row.getColumn("last_host_id", UUID.class),
                              row.getColumn("traceparent", String.class)))
                  .findOne()
                  .orElse(null);
          if (progress == null) {
            return false;
          }
          try {
            publish(handle, progress);
          } catch (RuntimeException e) {
            throw new ChunkFailed(progress.campaignId(), e);
          }
          return true;
        });
  }

  private void publish(Handle handle, Progress progress) {
    UUID campaignId = progress.campaignId();
    int chunk = progress.published();
    List<FrozenHost> hosts = targets.chunk(campaignId, progress.lastHostId());
    outbox.publish(
        Topics.ASSIGNMENTS,
        AssignmentEvent.key(campaignId, chunk),
        AssignmentEvent.CODEC,
        new AssignmentsCreated(
            campaignId, chunk, progress.chunks(), groups(hosts, queries(handle, campaignId))),
        progress.traceparent());
    handle
        .createUpdate(ADVANCE)
        .bind("campaign_id", campaignId)
        .bind("last_host_id", hosts.getLast().hostId())
        .execute();
  }

  /** The queries of each group of hosts. */
  private static Map<Integer, List<UUID>> queries(Handle handle, UUID campaignId) {
    return handle
        .createQuery(QUERIES)
        .bind("campaign_id", campaignId)
        .collectRows(
            Collectors.groupingBy(
                row -> row.getColumn("query_group", Integer.class),
                Collectors.mapping(
                    row -> row.getColumn("query_id", UUID.class), Collectors.toList())));
  }

  private static List<Group> groups(List<FrozenHost> hosts, Map<Integer, List<UUID>> queries) {
    Map<Integer, List<UUID>> byGroup =
        hosts.stream()
            .collect(
                Collectors.groupingBy(
                    FrozenHost::group,
                    TreeMap::new,
                    Collectors.mapping(FrozenHost::hostId, Collectors.toList())));
    return byGroup.entrySet().stream()
        .map(group -> new Group(queries.get(group.getKey()), group.getValue()))
        .toList();
  }
}
