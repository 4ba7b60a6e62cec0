package mimir.ingest.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import mimir.contracts.runtime.Ids;
import mimir.ingest.Calls;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** {@link FigureTables}, and what the two endpoints make of it. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class FigureTablesTest {
  private static final String ANSWER =
      """
      INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, rows, truncated, late,
                          received_at, responded_at, nul_replaced, wall_time_ms, memory_bytes)
      VALUES (:campaign_id, :host_id, :query_id, :outcome, 0, 1, false, false,
              :at, :at, 0, :wall_time_ms, :memory_bytes)
      """;

  @Inject Jdbi jdbi;
  @Inject FigureTables figures;

  @Test
  void answers_are_counted_by_the_time_at_which_they_were_taken_in() {
    UUID id = Calls.campaign(jdbi);
    Instant launched = figures.span(id).orElseThrow().launchedAt();
    answer(id, launched.plusSeconds(1), "stored", 5L, null);
    answer(id, launched.plusSeconds(2), "stored", null, null);
    answer(id, launched.plusSeconds(2), "errored", null, null);
    answer(id, launched.plus(Duration.ofDays(7)), "stored", null, null);

    var told = Calls.get("/api/v1/campaigns/" + id + "/timeline", Calls.operator()).jsonPath();

    assertThat(Instant.parse(told.getString("started_at"))).isEqualTo(launched);
    assertThat(told.getInt("bucket_seconds")).isEqualTo(14_400);
    assertThat(told.getList("items.responses", Integer.class)).containsExactly(2, 1);
    assertThat(told.getList("items.at", String.class))
        .containsExactly(launched.toString(), launched.plus(Duration.ofDays(7)).toString());
  }

  @Test
  void without_answers_there_are_no_buckets_and_no_cost() {
    UUID id = Calls.campaign(jdbi);

    var timeline = Calls.get("/api/v1/campaigns/" + id + "/timeline", Calls.operator());
    var cost = Calls.get("/api/v1/campaigns/" + id + "/cost", Calls.operator());

    assertThat(timeline.jsonPath().getList("items")).isEmpty();
    assertThat(cost.jsonPath().getInt("hosts")).isZero();
    assertThat(cost.jsonPath().getMap(""))
        .containsEntry("wall_time_ms_p50", null)
        .containsEntry("memory_bytes_p95", null);
  }

  @Test
  void cost_is_of_the_hosts_that_tell() {
    UUID id = Calls.campaign(jdbi);
    Instant at = figures.span(id).orElseThrow().launchedAt();
    for (long n = 1; n <= 100; n++) {
      answer(id, at, "stored", n, n * 1_000);
    }
    answer(id, at, "stored", null, null);

    var cost = Calls.get("/api/v1/campaigns/" + id + "/cost", Calls.operator()).jsonPath();

    assertThat(cost.getInt("hosts")).isEqualTo(100);
    assertThat(cost.getInt("wall_time_ms_p50")).isEqualTo(50);
    assertThat(cost.getInt("wall_time_ms_p95")).isEqualTo(95);
    assertThat(cost.getInt("memory_bytes_p50")).isEqualTo(50_000);
    assertThat(cost.getInt("memory_bytes_p95")).isEqualTo(95_000);
  }

  @Test
  void what_is_no_campaign_has_neither() {
    for (String which : new String[] {"timeline", "cost"}) {
      var told = Calls.get("/api/v1/campaigns/" + Ids.next() + "/" + which, Calls.operator());
      assertThat(told.statusCode()).isEqualTo(404);
      assertThat(told.jsonPath().getString("code")).isEqualTo("not_found");
    }
  }

  private void answer(UUID campaign, Instant at, String outcome, Long wallTimeMs, Long memory) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(ANSWER)
                .bind("campaign_id", campaign)
                .bind("host_id", UUID.randomUUID())
                .bind("query_id", Ids.next())
                .bind("outcome", outcome)
                .bind("at", at)
                .bind("wall_time_ms", wallTimeMs)
                .bind("memory_bytes", memory)
                .execute());
  }
}
