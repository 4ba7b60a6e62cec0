package mimir.campaign.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Which hosts of a campaign still owe an answer (V-5), at any size of the campaign. */
@ApplicationScoped
class PendingHosts {
  /** No host has it: what the first page begins behind. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  // Both primary keys are walked side by side from the cursor on, and the walk ends with the page;
  // the cursor stands on both sides because the planner carries only equality over to the other.
  // Coverage has a row once anything of the host ended, so the fewer are pending the more there is
  // to pass over, a million rows at most. Names are looked up for the rows of the page alone.
  static final String PAGE =
      """
      WITH pending AS (
          SELECT assigned_host.host_id,
                 assigned_host.queries
                     - coalesce(known.responded + known.errored + known.cancelled, 0) AS jobs
          FROM assigned_host
          LEFT JOIN host_coverage AS known
              ON known.campaign_id = assigned_host.campaign_id
              AND known.host_id = assigned_host.host_id
              AND known.host_id > :after
          WHERE assigned_host.campaign_id = :campaign_id
            AND assigned_host.host_id > :after
            AND coalesce(known.state, 'pending') = 'pending'
          ORDER BY assigned_host.host_id
          LIMIT :limit
      )
      SELECT pending.host_id, host.hostname, pending.jobs,
             coalesce(host.decommissioned_at IS NULL AND host.last_seen >= :connected_since, false)
                 AS connected
      FROM pending
      LEFT JOIN host USING (host_id)
      ORDER BY pending.host_id
      """;

  private static final String EXISTS =
      """
      SELECT EXISTS (SELECT FROM campaign WHERE campaign_id = :campaign_id)
      """;

  private final Jdbi jdbi;

  PendingHosts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * @param after the last host of the page before, or null
   * @param connectedSince a host that was seen then or later is connected
   */
  List<PendingHost> page(UUID campaignId, UUID after, int limit, Instant connectedSince) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PAGE)
                .bind("campaign_id", campaignId)
                .bind("after", after == null ? BEFORE_ALL : after)
                .bind("limit", limit)
                .bind("connected_since", connectedSince)
                .map(
                    row ->
                        new PendingHost(
                            row.getColumn("host_id", UUID.class),
                            row.getColumn("hostname", String.class),
                            row.getColumn("jobs", Integer.class),
                            row.getColumn("connected", Boolean.class)))
                .list());
  }

  boolean exists(UUID campaignId) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(EXISTS).bind("campaign_id", campaignId).mapTo(Boolean.class).one());
  }
}
