package mimir.journey;

import java.util.List;
import mimir.journey.Invariant.When;

/** What is stored and counted of answers, against the ledger and against a recount. */
final class AnswerInvariants {

  // A cancelled assignment may have an answer that was under way when its campaign was stopped.
  private static final Invariant ANSWERS_ARE_THE_LEDGERS =
      new Invariant(
          When.SETTLED,
          "INV-2, INV-9: what the ledger has as answered is stored, and nothing else is",
          """
          SELECT format('host %s in campaign %s: the ledger says %s, the answer is %s',
                        host_id, campaign_id,
                        coalesce(assignment.state, 'nothing'),
                        coalesce(answer.outcome, 'not stored'))
          FROM (SELECT *
                FROM dispatch.assignment
                WHERE state = 'responded' OR (state = 'errored' AND reason = 'osquery')
               ) AS assignment
          FULL JOIN ingest.answer USING (campaign_id, host_id, query_id)
          WHERE (answer.outcome IS NULL
                 OR (assignment.state IS NULL AND NOT EXISTS (
                         SELECT
                         FROM dispatch.assignment AS other
                         WHERE other.campaign_id = answer.campaign_id
                           AND other.host_id = answer.host_id
                           AND other.query_id = answer.query_id
                           AND other.state = 'cancelled'))
                 OR (assignment.state = 'responded' AND answer.outcome <> 'stored')
                 OR (assignment.state = 'errored' AND answer.outcome <> 'errored'))
            -- Of a stop that discards, answers go that came after it; behind the campaign's cap,
            -- none is kept (R-4, R-7).
            AND campaign_id NOT IN (
                SELECT campaign_id FROM ingest.campaign WHERE discard_in_flight
                UNION ALL
                SELECT campaign_id FROM ingest.campaign_rows WHERE crossed_at IS NOT NULL)
          """);

  private static final Invariant ROWS_ARE_STORED_ONCE =
      new Invariant(
          When.SETTLED,
          "INV-2: an answer has the rows that it says, each once",
          """
          SELECT format('host %s in campaign %s: %s rows are stored, the answer says %s',
                        host_id, campaign_id, coalesce(stored.rows, 0),
                        coalesce(answer.rows, 0))
          FROM ingest.answer
          FULL JOIN (
              SELECT campaign_id, host_id, query_id, count(*) AS rows
              FROM ingest.answer_row
              GROUP BY campaign_id, host_id, query_id) AS stored
              USING (campaign_id, host_id, query_id)
          WHERE coalesce(answer.rows, 0) <> coalesce(stored.rows, 0)
            -- Rows may be dropped; what the answers had stays written.
            AND campaign_id NOT IN (
                SELECT campaign_id FROM ingest.campaign WHERE rows_dropped_at IS NOT NULL)
          """);

  private static final Invariant HOSTS_ARE_CAPPED =
      new Invariant(
          When.ALWAYS,
          "INV-3: of no host more rows are kept than its cap",
          """
          SELECT format('host %s in campaign %s: %s rows, the cap is %s', host_id, campaign_id,
                        sum(answer.rows), campaign.per_host_cap)
          FROM ingest.answer
          JOIN ingest.campaign USING (campaign_id)
          GROUP BY campaign_id, host_id, campaign.per_host_cap
          HAVING sum(answer.rows) > campaign.per_host_cap
          """);

  // The cap itself is the table's own constraint; that the counter is true is not.
  private static final Invariant CAMPAIGN_ROWS_ARE_A_RECOUNT =
      new Invariant(
          When.ALWAYS,
          "INV-4: the counter that a campaign's cap is held against is a recount",
          """
          SELECT format('campaign %s: the counter says %s rows, its answers have %s', campaign_id,
                        campaign_rows.rows, coalesce(kept.rows, 0))
          FROM ingest.campaign_rows
          LEFT JOIN (
              SELECT campaign_id, sum(rows) AS rows
              FROM ingest.answer
              GROUP BY campaign_id) AS kept USING (campaign_id)
          WHERE campaign_rows.rows <> coalesce(kept.rows, 0)
          """);

  private static final Invariant CONSOLE_IS_A_RECOUNT =
      new Invariant(
          When.SETTLED,
          "INV-1: the console's numbers are a recount of the ledger",
          """
          SELECT format('campaign %s: the console says %s + %s + %s, the ledger %s + %s + %s'
                        ' (responded, errored, cancelled)', campaign_id,
                        coverage.responded, coverage.errored, coverage.cancelled,
                        ledger.responded, ledger.errored, ledger.cancelled)
          FROM campaign.coverage
          JOIN (SELECT campaign_id,
                       count(*) FILTER (WHERE state = 'responded') AS responded,
                       count(*) FILTER (WHERE state = 'errored') AS errored,
                       count(*) FILTER (WHERE state = 'cancelled') AS cancelled
                FROM dispatch.assignment
                GROUP BY campaign_id) AS ledger USING (campaign_id)
          JOIN campaign.campaign USING (campaign_id)
          WHERE (coverage.responded, coverage.errored, coverage.cancelled)
                IS DISTINCT FROM (ledger.responded, ledger.errored, ledger.cancelled)
            -- Behind a stop an answer under way outranks its cancellation, and a discarded one is
            -- counted as cancelled (A-5, S-2); an end it is in either case.
            AND (campaign.status = 'active'
                 OR coverage.responded + coverage.errored + coverage.cancelled
                    <> ledger.responded + ledger.errored + ledger.cancelled)
          """);

  private static final Invariant COVERAGE_IS_A_RECOUNT =
      new Invariant(
          When.ALWAYS,
          "INV-1: coverage is a recount of the ends that it was folded from",
          """
          SELECT format('campaign %s: coverage says %s + %s + %s and %s rows, its ends'
                        ' %s + %s + %s and %s rows', campaign_id,
                        coverage.responded, coverage.errored, coverage.cancelled,
                        coverage.rows_kept, ends.responded, ends.errored, ends.cancelled,
                        ends.rows)
          FROM campaign.coverage
          LEFT JOIN (
              SELECT campaign_id,
                     count(*) FILTER (WHERE rank = 3) AS responded,
                     count(*) FILTER (WHERE rank = 2) AS errored,
                     count(*) FILTER (WHERE rank IN (1, 4)) AS cancelled,
                     sum(rows) AS rows
              FROM campaign.ended_assignment
              GROUP BY campaign_id) AS ends USING (campaign_id)
          WHERE (coverage.responded, coverage.errored, coverage.cancelled, coverage.rows_kept)
                IS DISTINCT FROM (coalesce(ends.responded, 0), coalesce(ends.errored, 0),
                                  coalesce(ends.cancelled, 0), coalesce(ends.rows, 0))
          """);

  private static final Invariant ALERTS_ARE_TOLD =
      new Invariant(
          When.ALWAYS,
          "INV-8: matches, alerts and their messages are the same set",
          """
          SELECT format('alert %s: %s of a match, %s messages', alert_id,
                        CASE WHEN kept.alert_id IS NULL THEN 'none' ELSE 'one' END,
                        coalesce(told.messages, 0))
          FROM (SELECT alert_id FROM ingest.alert) AS kept
          FULL JOIN (
              SELECT CAST(CAST(payload AS json) #>> '{finding_info,uid}' AS uuid) AS alert_id,
                     count(*) AS messages
              FROM ingest.event
              WHERE type = 'mimir.alert.raised.v1'
              GROUP BY 1) AS told USING (alert_id)
          WHERE kept.alert_id IS NULL OR told.messages IS DISTINCT FROM 1
          """);

  private static final Invariant OPERATORS_SQL_RAISES_NONE =
      new Invariant(
          When.ALWAYS,
          "INV-8: no alert is of an operator's own SQL",
          """
          SELECT format('campaign %s has an alert and is of kind %s', launch_id, kind)
          FROM ingest.alert
          JOIN ingest.campaign ON campaign.campaign_id = alert.launch_id
          WHERE kind NOT IN ('ioc_hunt', 'live_hunt')
          """);

  static final List<Invariant> ALL =
      List.of(
          ANSWERS_ARE_THE_LEDGERS,
          ROWS_ARE_STORED_ONCE,
          HOSTS_ARE_CAPPED,
          CAMPAIGN_ROWS_ARE_A_RECOUNT,
          CONSOLE_IS_A_RECOUNT,
          COVERAGE_IS_A_RECOUNT,
          ALERTS_ARE_TOLD,
          OPERATORS_SQL_RAISES_NONE);

  private AnswerInvariants() {}
}
