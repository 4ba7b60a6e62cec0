package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Which hosts have open work; a page at a time, because it may be all of them. */
@ApplicationScoped
public class WaitingHosts {
  private static final UUID FIRST = new UUID(0, 0);

  private static final String OF_CAMPAIGN =
      """
      SELECT DISTINCT host_id
      FROM assignment
      WHERE campaign_id = :campaign_id AND host_id > :after AND ended_at IS NULL
      ORDER BY host_id
      LIMIT :page
      """;

  private static final String DUE =
      """
      SELECT assignment.host_id,
             min(greatest(assignment.not_before,
                          coalesce(assignment.leased_until, assignment.not_before))) AS due
      FROM assignment
      JOIN campaign USING (campaign_id)
      WHERE campaign.status = 'active'
        AND assignment.ended_at IS NULL
        AND assignment.state IN ('pending', 'leased')
      """;

  private static final String DUE_OF_HOSTS =
      DUE
          + """
            AND assignment.host_id = ANY (:host_ids)
          GROUP BY assignment.host_id
          """;

  private static final String DUE_OF_ALL =
      DUE
          + """
            AND assignment.host_id > :after
          GROUP BY assignment.host_id
          ORDER BY assignment.host_id
          LIMIT :page
          """;

  private final Jdbi jdbi;

  WaitingHosts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  private record Due(UUID hostId, Instant at) {}

  /** The hosts of whatever is open of the campaign. */
  void ofCampaign(UUID campaignId, int page, Consumer<List<UUID>> reader) {
    UUID after = FIRST;
    List<UUID> hosts;
    do {
      hosts = ofCampaign(campaignId, after, page);
      if (!hosts.isEmpty()) {
        reader.accept(hosts);
        after = hosts.getLast();
      }
    } while (hosts.size() == page);
  }

  private List<UUID> ofCampaign(UUID campaignId, UUID after, int page) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OF_CAMPAIGN)
                .bind("campaign_id", campaignId)
                .bind("after", after)
                .bind("page", page)
                .mapTo(UUID.class)
                .list());
  }

  /** When each host may claim next, of all that have open work in active campaigns. */
  void all(int page, BiConsumer<UUID, Instant> reader) {
    UUID after = FIRST;
    List<Due> hosts;
    do {
      hosts = page(after, page);
      hosts.forEach(due -> reader.accept(due.hostId(), due.at()));
      after = hosts.isEmpty() ? after : hosts.getLast().hostId();
    } while (hosts.size() == page);
  }

  private List<Due> page(UUID after, int page) {
    return jdbi.withHandle(
        handle -> due(handle.createQuery(DUE_OF_ALL).bind("after", after).bind("page", page)));
  }

  /** The same for some hosts. */
  public Map<UUID, Instant> of(Collection<UUID> hostIds) {
    return jdbi
        .withHandle(
            handle ->
                due(handle.createQuery(DUE_OF_HOSTS).bindArray("host_ids", UUID.class, hostIds)))
        .stream()
        .collect(Collectors.toMap(Due::hostId, Due::at));
  }

  private static List<Due> due(Query query) {
    return query
        .map(
            row ->
                new Due(row.getColumn("host_id", UUID.class), row.getColumn("due", Instant.class)))
        .list();
  }
}
