package mimir.ingest.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.contracts.dispatch.AssignmentEndEvent;
import mimir.contracts.dispatch.AssignmentEndEvent.AssignmentsEnded;
import mimir.contracts.dispatch.AssignmentEndEvent.Item;
import mimir.contracts.dispatch.AssignmentEndEvent.Outcome;
import mimir.contracts.runtime.Ids;
import mimir.ingest.Batch;
import mimir.ingest.rows.SeededRows;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class ErrorTablesTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  @Inject AssignmentEndConsumer ends;
  @Inject ErrorTables errors;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @BeforeEach
  void known() {
    SeededRows.campaign(jdbi, campaign);
  }

  @Test
  void what_osquery_refused_and_what_the_ledger_ended_stand_in_one_list() {
    var refused = item();
    var exhausted = item();
    answered(refused, "errored", "no such table: nope");
    ended(Outcome.ERRORED, "attempts_exhausted", exhausted);

    assertThat(list())
        .extracting(ErrorTables.Errored::hostId, each -> each.reason() + ":" + each.message())
        .containsExactlyInAnyOrder(
            tuple(refused.hostId(), "osquery_error:no such table: nope"),
            tuple(exhausted.hostId(), "attempts_exhausted:null"));
  }

  @Test
  void an_accepted_answer_outranks_the_end_whichever_came_first() {
    var answeredLater = item();
    var answeredBefore = item();
    ended(Outcome.ERRORED, "attempts_exhausted", answeredLater);
    answered(answeredLater, "stored", null);
    answered(answeredBefore, "stored", null);
    ended(Outcome.ERRORED, "attempts_exhausted", answeredBefore);

    assertThat(list()).isEmpty();
  }

  @Test
  void what_was_cancelled_is_no_error_and_a_redelivery_changes_nothing() {
    var blocked = item();
    ended(Outcome.CANCELLED, "host_decommissioned", item());
    ended(Outcome.ERRORED, "blocked_sql", blocked);
    var before = list();

    ended(Outcome.ERRORED, "blocked_sql", blocked);

    assertThat(list()).isEqualTo(before).hasSize(1);
  }

  @Test
  void pages_hold_every_error_once() {
    ended(
        Outcome.ERRORED,
        "blocked_sql",
        Stream.generate(ErrorTablesTest::item).limit(23).toArray(Item[]::new));

    var paged = new ArrayList<ErrorTables.Errored>();
    var after = ErrorTables.START;
    var page = errors.list(campaign, after, 5);
    while (!page.isEmpty()) {
      paged.addAll(page);
      after = ErrorTables.Place.parse(ErrorTables.Place.of(page.getLast()));
      page = errors.list(campaign, after, 5);
    }

    assertThat(paged).isEqualTo(list()).hasSize(23);
  }

  private void ended(Outcome outcome, String reason, Item... items) {
    ends.on(
        Batch.of(
            AssignmentEndEvent.CODEC,
            List.of(new AssignmentsEnded(campaign, outcome, reason, AT, List.of(items)))));
  }

  private void answered(Item item, String outcome, String message) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, message, rows,
                                    truncated, late, received_at, responded_at, nul_replaced)
                VALUES (?, ?, ?, ?, 1, ?, 0, false, false, ?, ?, 0)
                """,
                campaign,
                item.hostId(),
                item.queryId(),
                outcome,
                message,
                AT,
                AT));
  }

  private List<ErrorTables.Errored> list() {
    return errors.list(campaign, ErrorTables.START, 100);
  }

  private static Item item() {
    return new Item(UUID.randomUUID(), Ids.next());
  }
}
