package mimir.campaign.launches;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.runtime.Trace;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The projection of what a launch asks: its queries, its indicators, its empty coverage. */
@ApplicationScoped
public class LaunchTables {

  private static final String INSERT_QUERY =
      """
      INSERT INTO campaign_query (campaign_id, query_id, type, sql, assigned, query_groups)
      VALUES (:launch_id, :query_id, :type, :sql, :assigned, :query_groups)
      """;

  private static final String INSERT_IOC =
      """
      INSERT INTO frozen_ioc (launch_id, place, ioc_id, type, value, severity)
      VALUES (:launch_id, :place, :ioc_id, :type, :value, :severity)
      """;

  private static final String INSERT_COVERAGE =
      """
      INSERT INTO coverage (campaign_id, assigned, hosts, hit_by_match, as_of)
      VALUES (:launch_id, :assigned, :hosts, :hit_by_match, :as_of)
      """;

  private static final String CLEAR_QUERIES =
      """
      DELETE FROM campaign_query
      """;

  private static final String CLEAR_IOCS =
      """
      DELETE FROM frozen_ioc
      """;

  private static final String TO_PUBLISH =
      """
      INSERT INTO chunk_progress (campaign_id, published, chunks, traceparent)
      VALUES (:launch_id, 0, :chunks, :traceparent)
      """;

  /** The group of all hosts, where there is no other. */
  private static final List<Integer> ONE_GROUP = List.of(0);

  private final Jdbi jdbi;

  LaunchTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * What somebody has launched.
   *
   * @param hitByMatch whether a hit is a match and not a row
   * @param iocs empty for an operator's own SQL
   */
  public record Asked(
      UUID launchId,
      Instant at,
      long hosts,
      boolean hitByMatch,
      List<FrozenQuery> queries,
      List<FrozenIoc> iocs) {

    private long assigned() {
      return queries.stream().mapToLong(this::assigned).sum();
    }

    private long assigned(FrozenQuery query) {
      return query.hosts() == null ? hosts : query.hosts();
    }
  }

  public void project(Asked asked) {
    jdbi.useHandle(handle -> project(handle, List.of(asked)));
  }

  /** In the caller's transaction. */
  public void project(Handle handle, List<Asked> launches) {
    batch(handle, INSERT_QUERY, launches.stream().flatMap(LaunchTables::queries), Query::bind);
    batch(handle, INSERT_IOC, launches.stream().flatMap(LaunchTables::iocs), Ioc::bind);
    batch(
        handle,
        INSERT_COVERAGE,
        launches.stream(),
        (asked, batch) ->
            batch
                .bind("launch_id", asked.launchId())
                .bind("assigned", asked.assigned())
                .bind("hosts", asked.hosts())
                .bind("hit_by_match", asked.hitByMatch())
                .bind("as_of", asked.at()));
  }

  /** But for coverage, which is counted anew from its own facts. */
  public void clear(Handle handle) {
    handle.execute(CLEAR_QUERIES);
    handle.execute(CLEAR_IOCS);
  }

  private record Query(Asked launch, FrozenQuery query) {
    void bind(PreparedBatch batch) {
      batch
          .bind("launch_id", launch.launchId())
          .bind("query_id", query.queryId())
          .bind("type", query.type())
          .bind("sql", query.sql())
          .bind("assigned", launch.assigned(query))
          .bindArray(
              "query_groups", Integer.class, query.groups() == null ? ONE_GROUP : query.groups());
    }
  }

  private static Stream<Query> queries(Asked launch) {
    return launch.queries().stream().map(query -> new Query(launch, query));
  }

  private record Ioc(UUID launchId, int place, FrozenIoc ioc) {
    void bind(PreparedBatch batch) {
      batch
          .bind("launch_id", launchId)
          .bind("place", place)
          .bind("ioc_id", ioc.iocId())
          .bind("type", ioc.type())
          .bind("value", ioc.value())
          .bind("severity", ioc.severity());
    }
  }

  private static Stream<Ioc> iocs(Asked launch) {
    return IntStream.range(0, launch.iocs().size())
        .mapToObj(place -> new Ioc(launch.launchId(), place, launch.iocs().get(place)));
  }

  private static <T> void batch(
      Handle handle, String sql, Stream<T> each, BiConsumer<T, PreparedBatch> bind) {
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      each.forEach(
          one -> {
            bind.accept(one, batch);
            batch.add();
          });
      if (batch.size() > 0) {
        batch.execute();
      }
    }
  }

  /** Notes that the frozen set of so many hosts is to be published, in the trace that goes on. */
  public void toPublish(UUID launchId, long hosts) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(TO_PUBLISH)
                .bind("launch_id", launchId)
                .bind(
                    "chunks", Math.toIntExact(Math.ceilDiv(hosts, AssignmentEvent.CHUNK_HOSTS_MAX)))
                .bind("traceparent", Trace.current())
                .execute());
  }
}
