package mimir.journey;

import java.util.List;
import mimir.journey.Invariant.When;

/** What dispatch-service keeps of work: nothing lost, nothing twice, nothing after a stop. */
final class LedgerInvariants {

  private static final Invariant LEDGER_BALANCES =
      new Invariant(
          When.ALWAYS,
          "INV-1: no campaign has more assignments in the ledger than were assigned",
          """
          SELECT format('campaign %s: %s assigned, %s in the ledger',
                        campaign_id, coverage.assigned, ledger.assignments)
          FROM (SELECT campaign_id, count(*) AS assignments
                FROM dispatch.assignment
                GROUP BY campaign_id) AS ledger
          JOIN campaign.coverage USING (campaign_id)
          WHERE ledger.assignments > coverage.assigned
          """);

  // The states are counted one by one, so that one which no number of the console knows is found.
  private static final Invariant LEDGER_IS_WHOLE =
      new Invariant(
          When.SETTLED,
          "INV-1: assigned = pending + leased + draining + responded + errored + cancelled",
          """
          SELECT format('campaign %s: %s assigned, %s in the six states of the ledger',
                        campaign_id, coverage.assigned, coalesce(ledger.counted, 0))
          FROM campaign.coverage
          LEFT JOIN (
              SELECT campaign_id,
                     count(*) FILTER (WHERE state = 'pending')
                     + count(*) FILTER (WHERE state = 'leased')
                     + count(*) FILTER (WHERE state = 'draining')
                     + count(*) FILTER (WHERE state = 'responded')
                     + count(*) FILTER (WHERE state = 'errored')
                     + count(*) FILTER (WHERE state = 'cancelled') AS counted
              FROM dispatch.assignment
              GROUP BY campaign_id) AS ledger USING (campaign_id)
          WHERE coverage.assigned <> coalesce(ledger.counted, 0)
          """);

  private static final Invariant LEASES_ARE_UNIQUE =
      new Invariant(
          When.ALWAYS,
          "INV-6: no lease is two assignments', and none is live and replaced",
          """
          SELECT format('lease %s is known %s times', lease_id, count(*))
          FROM (SELECT lease_id
                FROM dispatch.assignment
                WHERE lease_id IS NOT NULL
                UNION ALL
                SELECT unnest(earlier_lease_ids)
                FROM dispatch.assignment) AS known
          GROUP BY lease_id
          HAVING count(*) > 1
          """);

  private static final Invariant ATTEMPTS_ARE_LEASES =
      new Invariant(
          When.ALWAYS,
          "INV-6: every attempt was a lease of its own",
          """
          SELECT format('host %s in campaign %s: %s attempts, %s leases', host_id, campaign_id,
                        attempts,
                        cardinality(earlier_lease_ids) + (lease_id IS NOT NULL)::integer)
          FROM dispatch.assignment
          WHERE attempts > cardinality(earlier_lease_ids) + (lease_id IS NOT NULL)::integer
          """);

  private static final Invariant STOPPED_IS_SWEPT =
      new Invariant(
          When.SETTLED,
          "INV-7: a stopped campaign has nothing left to hand out",
          """
          SELECT format('campaign %s is %s: host %s is %s', campaign_id, campaign.status,
                        host_id, state)
          FROM dispatch.campaign
          JOIN dispatch.assignment USING (campaign_id)
          WHERE campaign.status <> 'active'
            AND state IN ('pending', 'leased')
          """);

  private static final Invariant STOPPED_STAYS_STOPPED =
      new Invariant(
          When.ALWAYS,
          "INV-7: what was stopped once is active nowhere",
          """
          SELECT format('campaign %s was stopped and is %s', campaign_id, status)
          FROM campaign.campaign
          JOIN campaign.event ON event.stream = 'campaign-' || campaign_id
                             AND event.type LIKE 'mimir.campaign.stopped.%'
          WHERE status = 'active'
          """);

  static final List<Invariant> ALL =
      List.of(
          LEDGER_BALANCES,
          LEDGER_IS_WHOLE,
          LEASES_ARE_UNIQUE,
          ATTEMPTS_ARE_LEASES,
          STOPPED_IS_SWEPT,
          STOPPED_STAYS_STOPPED);

  private LedgerInvariants() {}
}
