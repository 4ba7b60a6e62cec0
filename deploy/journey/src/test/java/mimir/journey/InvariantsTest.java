package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LedgerInvariants}, {@link AnswerInvariants} and gaps in streams, each broken once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvariantsTest {
  private static final String CAMPAIGN = "00000000-0000-7000-8000-00000000000c";
  private static final String QUERY = "00000000-0000-7000-8000-00000000000a";
  private static final String ONE = "00000000-0000-7000-8000-000000000001";
  private static final String TWO = "00000000-0000-7000-8000-000000000002";

  private ServiceSchemas schemas;
  private Invariants invariants;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    schemas = new ServiceSchemas(folder);
    schemas.execute("CREATE TABLE ingest.answer_row_all PARTITION OF ingest.answer_row DEFAULT");
    invariants = new Invariants(schemas.url(), schemas.superuserPassword());
  }

  @AfterAll
  void stop() throws Exception {
    invariants.close();
    schemas.stop();
  }

  /** A campaign at two hosts: one has answered with a row, one works at it. */
  @BeforeEach
  void all_is_well() throws Exception {
    schemas.execute(
        """
        TRUNCATE campaign.campaign, campaign.coverage, campaign.ended_assignment, campaign.event,
                 dispatch.campaign, dispatch.campaign_query, dispatch.assignment,
                 ingest.campaign, ingest.campaign_rows, ingest.answer, ingest.answer_row,
                 ingest.alert, ingest.event;
        INSERT INTO campaign.campaign
            (campaign_id, name, kind, status, created_by, launched_at, live_until, target_type,
             assigned_hosts, not_applicable_hosts, per_host_cap, campaign_cap)
        VALUES ('%1$s', 'c', 'osquery', 'active', 'admin', now(), now(), 'all', 2, 0, 9, 9);
        INSERT INTO campaign.coverage (campaign_id, assigned, responded, rows_kept, hosts, as_of)
        VALUES ('%1$s', 2, 1, 1, 2, now());
        INSERT INTO campaign.ended_assignment
        VALUES ('%1$s', '%3$s', '%2$s', 3, false, true, 1, now(), now());
        INSERT INTO campaign.event
            (id, stream, version, topic, message_key, type, source, subject, at, payload, actor,
             chain_hash)
        VALUES (gen_random_uuid(), 'campaign-%1$s', 1, 't', 'k', 'mimir.campaign.launched.v1', 's',
                's', now(), '{}', 'admin', '\\x00');
        INSERT INTO dispatch.campaign
            (campaign_id, status, kind, launched_at, assigned_hosts)
        VALUES ('%1$s', 'active', 'osquery', now(), 2);
        INSERT INTO dispatch.assignment
            (host_id, campaign_id, query_id, state, assigned_at, not_before, attempts, lease_id,
             leased_until, earlier_lease_ids, ended_at)
        VALUES ('%3$s', '%1$s', '%2$s', 'responded', now(), now(), 1, NULL, NULL,
                '{00000000-0000-4000-8000-000000000001}', now()),
               ('%4$s', '%1$s', '%2$s', 'leased', now(), now(), 1,
                '00000000-0000-4000-8000-000000000002', now(), '{}', NULL);
        INSERT INTO ingest.campaign (campaign_id, kind, launched_at, live_until, per_host_cap,
                                     campaign_cap, queries)
        VALUES ('%1$s', 'osquery', now(), now(), 9, 9, 1);
        INSERT INTO ingest.campaign_rows (campaign_id, cap, rows) VALUES ('%1$s', 9, 1);
        INSERT INTO ingest.answer
            (campaign_id, host_id, query_id, outcome, status, rows, truncated, late, received_at,
             responded_at, nul_replaced)
        VALUES ('%1$s', '%3$s', '%2$s', 'stored', 0, 1, false, false, now(), now(), 0);
        INSERT INTO ingest.answer_row VALUES ('%1$s', '%3$s', '%2$s', 0, '{}');
        """
            .formatted(CAMPAIGN, QUERY, ONE, TWO));
  }

  @Test
  void nothing_is_broken_where_all_is_well() throws Exception {
    assertThat(invariants.settled()).isEmpty();
  }

  /** One statement that breaks one thing, and what is found; some breach two invariants. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          always  | INV-1: no campaign has more         | UPDATE campaign.coverage SET assigned = 1
          settled | INV-1: assigned = pending           | DELETE FROM dispatch.assignment WHERE state = 'leased'
          settled | INV-2, INV-9: what the ledger       | DELETE FROM ingest.answer; UPDATE ingest.campaign_rows SET rows = 0
          settled | INV-2, INV-9: what the ledger       | UPDATE dispatch.assignment SET state = 'pending', ended_at = NULL WHERE state = 'responded'
          settled | INV-2, INV-9: what the ledger       | UPDATE ingest.answer SET outcome = 'errored'
          settled | INV-2: an answer has the rows       | INSERT INTO ingest.answer_row SELECT campaign_id, host_id, query_id, 1, columns FROM ingest.answer_row
          settled | INV-2: an answer has the rows       | DELETE FROM ingest.answer_row
          always  | INV-6: no lease is two              | UPDATE dispatch.assignment SET earlier_lease_ids = '{00000000-0000-4000-8000-000000000001}' WHERE state = 'leased'
          always  | INV-6: no lease is two              | UPDATE dispatch.assignment SET earlier_lease_ids = ARRAY[lease_id] WHERE state = 'leased'
          always  | INV-6: every attempt                | UPDATE dispatch.assignment SET attempts = 2 WHERE state = 'leased'
          settled | INV-7: a stopped campaign           | UPDATE dispatch.campaign SET status = 'stopped', stopped_at = now()
          always  | INV-7: what was stopped             | UPDATE campaign.event SET type = 'mimir.campaign.stopped.v1'
          always  | INV-3: of no host more rows         | UPDATE ingest.campaign SET per_host_cap = 0
          always  | INV-4: the counter                  | UPDATE ingest.campaign_rows SET rows = 0
          always  | INV-4: the counter                  | UPDATE ingest.answer SET rows = 2
          settled | INV-1: the console's numbers        | UPDATE dispatch.assignment SET state = 'errored', reason = 'guard' WHERE state = 'responded'
          always  | INV-1: coverage is a recount        | UPDATE campaign.coverage SET responded = 2
          always  | INV-1: coverage is a recount        | UPDATE campaign.coverage SET rows_kept = 2
          always  | INV-8: matches, alerts and          | INSERT INTO ingest.alert VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'hunt', NULL, NULL, 'ipv4', '192.0.2.1', 'low', 'h', '{}', 1, false, now(), now(), NULL, NULL)
          always  | INV-8: matches, alerts and          | INSERT INTO ingest.event (id, topic, message_key, type, source, subject, at, payload) VALUES (gen_random_uuid(), 't', 'k', 'mimir.alert.raised.v1', 's', 's', now(), '{"finding_info":{"uid":"00000000-0000-4000-8000-000000000009"}}')
          always  | INV-8: no alert is of an            | INSERT INTO ingest.alert SELECT gen_random_uuid(), campaign_id, gen_random_uuid(), gen_random_uuid(), 'campaign', campaign_id, NULL, 'ipv4', '192.0.2.1', 'low', 'h', '{}', 1, false, now(), now(), NULL, NULL FROM ingest.campaign
          always  | INV-12: the event streams           | UPDATE campaign.event SET version = 2
          """)
  void a_breach_is_found_and_named(String when, String claim, String statement) throws Exception {
    schemas.execute(statement);

    List<String> found = when.equals("always") ? invariants.now() : invariants.settled();

    assertThat(found).anySatisfy(breach -> assertThat(breach).startsWith(claim));
    if (when.equals("settled")) {
      assertThat(invariants.now()).isEmpty();
    }
  }

  /** By a stop that discards, or because the campaign's cap was crossed before it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ingest.campaign SET discard_in_flight = true, stopped_at = now()",
        "UPDATE ingest.campaign_rows SET crossed_at = now()"
      })
  void an_answer_that_was_not_kept_counts_as_cancelled_and_breaks_nothing(String reason)
      throws Exception {
    schemas.execute("UPDATE campaign.campaign SET status = 'stopped', stopped_at = now()");
    schemas.execute("DELETE FROM ingest.answer; DELETE FROM ingest.answer_row");
    schemas.execute("UPDATE ingest.campaign_rows SET rows = 0");
    schemas.execute("UPDATE campaign.ended_assignment SET rank = 4, rows = 0");
    schemas.execute("UPDATE campaign.coverage SET responded = 0, cancelled = 1, rows_kept = 0");
    assertThat(invariants.settled()).isNotEmpty();

    schemas.execute(reason);

    assertThat(invariants.settled()).isEmpty();
  }
}
