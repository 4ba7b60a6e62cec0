package mimir.dispatch.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.dispatch.assignments.AssignmentLedger.Answered;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;

/** That plans are kept, and made anew where the ledger is not what it was. */
@QuarkusTest
class LedgerStatisticsTest {
  /**
   * PostgreSQL tries so many before it may keep one; the driver names a statement after as many.
   */
  private static final int UNTIL_KEPT = 10;

  @Inject LedgerStatistics statistics;
  @Inject Jdbi jdbi;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String url;

  @ConfigProperty(name = "quarkus.datasource.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.password")
  String password;

  @Test
  void a_ledger_that_outgrew_its_statistics_gets_new_ones() {
    statistics.refresh();

    jdbi.useHandle(LedgerStatisticsTest::morePages);

    assertThat(statistics.refresh()).isTrue();
    assertThat(statistics.refresh()).isFalse();
  }

  @Test
  void without_a_database_there_are_none_and_nobody_minds() {
    var nowhere = new LedgerStatistics(Jdbi.create("jdbc:postgresql://127.0.0.1:1/none"));

    assertThat(nowhere.refresh()).isFalse();
  }

  /** Twice as many as there are, and some. */
  private static void morePages(Handle handle) {
    handle.execute(
        """
        INSERT INTO assignment (host_id, campaign_id, query_id, state, assigned_at, not_before,
                                ended_at, reason)
        SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'errored', now(), now(),
               now(), 'x'
        FROM pg_class, generate_series(1, 60 * (2 * relpages + 20))
        WHERE oid = CAST('assignment' AS regclass)
        """);
  }

  @Test
  void look_and_mark_are_planned_once_however_many_answers_they_are_for() throws SQLException {
    // A new one: those of the pool have prepared what other tests asked.
    try (var connection = DriverManager.getConnection(url, user, password);
        var handle = Jdbi.create(connection).installPlugin(new PostgresPlugin()).open()) {
      var ledger =
          new AssignmentLedger(Jdbi.create(connection).installPlugin(new PostgresPlugin()));
      for (int answers = 1; answers <= 2 * UNTIL_KEPT; answers++) {
        ask(ledger, answers);
      }
      List<Plans> plans = plans(handle);
      assertThat(plans).hasSize(3).allMatch(plan -> plan.kept() > 0);

      ask(ledger, 1);

      assertThat(made(plans(handle))).isEqualTo(made(plans));
    }
  }

  private static List<Long> made(List<Plans> plans) {
    return plans.stream().map(Plans::made).toList();
  }

  private static void ask(AssignmentLedger ledger, int answers) {
    var told = new ArrayList<Answered>();
    var leases = new ArrayList<AssignmentLedger.HostLease>();
    for (int n = 0; n < answers; n++) {
      told.add(
          new Answered(
              UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), false, null, Given.NOW));
      leases.add(new AssignmentLedger.HostLease(UUID.randomUUID(), UUID.randomUUID()));
    }
    assertThat(ledger.byLease(leases)).isEmpty();
    assertThat(ledger.answered(told)).doesNotContain(true);
  }

  /**
   * @param made for the values at hand
   * @param kept for any
   */
  private record Plans(long made, long kept) {}

  private static List<Plans> plans(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT custom_plans, generic_plans
            FROM pg_prepared_statements
            WHERE statement LIKE '%FROM unnest%assignment%'
            ORDER BY prepare_time
            """)
        .map((row, _) -> new Plans(row.getLong(1), row.getLong(2)))
        .list();
  }
}
