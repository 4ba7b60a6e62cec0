package mimir.campaign.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import mimir.campaign.coverage.SeededEnds;
import mimir.campaign.lifecycle.LoggedCampaigns;
import mimir.contracts.Refused;
import mimir.testing.ServiceInfra;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class RebuildTest {
  private static final int EVENTS = 100_000;

  @Inject Rebuild rebuild;
  @Inject LoggedCampaigns campaigns;
  @Inject SeededEnds ends;
  @Inject Jdbi jdbi;

  // Not the common pool: on a machine of two cores that is one thread.
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.close();
  }

  /** Also behind it: 50,000 campaigns would be in the way of other tests. */
  @BeforeEach
  @AfterEach
  void empty() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                TRUNCATE event, campaign, campaign_query, campaign_warning, coverage, host_coverage, slot,
                    ended_assignment, assigned_host
                """));
  }

  @Test
  void a_hundred_thousand_events_make_the_same_rows_again() {
    ends.endSome(campaigns.launch(EVENTS), LoggedCampaigns.AT, 1);
    var before = ProjectionTables.in(jdbi);

    var rebuilt = rebuild.run();

    assertThat(before.get("campaign").rows()).isGreaterThan(EVENTS / 3);
    assertThat(before.get("host_coverage").rows()).isGreaterThan(1_000);
    assertThat(rebuilt.events()).isEqualTo(EVENTS);
    assertThat(rebuilt.campaigns()).isEqualTo(before.get("campaign").rows());
    assertThat(ProjectionTables.in(jdbi)).isEqualTo(before);
  }

  @Test
  void what_was_lost_or_edited_comes_back() {
    ends.endSome(campaigns.launch(300), LoggedCampaigns.AT, 2);
    var before = ProjectionTables.in(jdbi);
    jdbi.useHandle(
        handle -> {
          handle.execute("UPDATE campaign SET name = 'edited', status = 'archived'");
          handle.execute("UPDATE coverage SET responded = 0, hosts_hit = 77");
          handle.execute("DELETE FROM campaign_query");
          handle.execute("DELETE FROM campaign_warning");
          handle.execute("UPDATE slot SET held_until = now()");
          handle.execute("DELETE FROM host_coverage");
        });

    rebuild.run();

    assertThat(ProjectionTables.in(jdbi)).isEqualTo(before);
  }

  @Test
  void a_rebuild_that_fails_half_way_changes_nothing() {
    ends.endSome(campaigns.launch(3_000), LoggedCampaigns.AT, 3);
    jdbi.useHandle(handle -> handle.execute("UPDATE campaign SET name = 'as it was'"));
    var before = ProjectionTables.in(jdbi);
    // The last of all streams, so that every other batch has been written by then.
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                UPDATE event
                SET payload = '{}'
                WHERE stream = (SELECT max(stream) FROM event) AND version = 1
                """));

    assertThatThrownBy(rebuild::run).hasStackTraceContaining("unreadable mimir.campaign.launched");

    assertThat(ProjectionTables.in(jdbi)).isEqualTo(before);
  }

  @Test
  void an_end_that_is_folded_meanwhile_waits_and_is_counted() {
    var assignments = campaigns.launch(300);
    ends.endSome(assignments.subList(1, assignments.size()), LoggedCampaigns.AT, 4);
    long before = ended();
    // Somebody else's transaction holds up the rebuild in its midst, and then a fold comes.
    CompletableFuture<Void> rebuilding;
    CompletableFuture<Void> folding;
    try (var handle = jdbi.open()) {
      handle.begin();
      handle.execute("LOCK TABLE campaign_query IN EXCLUSIVE MODE");
      rebuilding = CompletableFuture.runAsync(rebuild::run, threads);
      awaitWaiting(jdbi, 1);
      folding =
          CompletableFuture.runAsync(
              () -> ends.cancel(assignments.getFirst(), LoggedCampaigns.AT), threads);
      awaitWaiting(jdbi, 2);
      handle.rollback();
    }

    CompletableFuture.allOf(rebuilding, folding).orTimeout(30, TimeUnit.SECONDS).join();

    assertThat(ended()).isEqualTo(before + 1);
  }

  @Test
  void a_second_rebuild_is_refused_while_one_runs() {
    campaigns.launch(3);
    try (var handle = jdbi.open()) {
      handle.begin();
      handle.execute("LOCK TABLE campaign_query IN EXCLUSIVE MODE");
      var first = CompletableFuture.runAsync(rebuild::run, threads);
      awaitWaiting(jdbi, 1);

      assertThatThrownBy(rebuild::run)
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.code().code()).isEqualTo("rebuild_running"));

      handle.rollback();
      first.orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void a_stream_of_which_nothing_is_projected_is_passed_over() {
    campaigns.launch(3);
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO event (id, stream, version, topic, message_key, type, source, subject,
                                   at, payload, chain_hash)
                VALUES (?, 'zebra-1', 1, 'zebras', '1', 'mimir.zebra.seen.v1', '/mimir', '1',
                        now(), '{}', '')
                """,
                UUID.randomUUID()));

    assertThat(rebuild.run().events()).isEqualTo(4);
  }

  private long ended() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT sum(responded + errored + cancelled) FROM coverage")
                .mapTo(Long.class)
                .one());
  }

  static void awaitWaiting(Jdbi jdbi, int sessions) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(waiting(jdbi)).isGreaterThanOrEqualTo(sessions));
  }

  /** Sessions that wait for a table's lock. */
  private static int waiting(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(DISTINCT pid)
                    FROM pg_locks
                    JOIN pg_database ON pg_database.oid = pg_locks.database
                    WHERE NOT granted AND locktype = 'relation' AND datname = current_database()
                    """)
                .mapTo(Integer.class)
                .one());
  }
}
