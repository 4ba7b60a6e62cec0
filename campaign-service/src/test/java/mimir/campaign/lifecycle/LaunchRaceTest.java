package mimir.campaign.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mimir.campaign.CampaignLimits;
import mimir.campaign.gate.FlagSwitch;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.launches.ChunkPublisher;
import mimir.campaign.targets.SeededHosts;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that race each other through the whole service (L-4, L-5). */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class LaunchRaceTest {

  private static final int ROUNDS = 5;

  @Inject OfflineCampaigns gate;
  @Inject ChunkPublisher chunks;
  @Inject CampaignLimits limits;
  @Inject Jdbi jdbi;

  private UUID host;

  @BeforeEach
  void a_host_and_the_flag_on() {
    FlagSwitch.set(gate, true);
    host = SeededHosts.in(jdbi, 1).getFirst();
  }

  /** All slots but so many are held by somebody, for another hour. */
  private void free(int slots) {
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM slot");
          handle.execute(
              """
              INSERT INTO slot (launch_id, kind, name, held_by, held_until)
              SELECT gen_random_uuid(), 'osquery', 'held', 'bob', now() + interval '1 hour'
              FROM generate_series(1, ?)
              """,
              limits.maxConcurrentHunts() - slots);
        });
  }

  @AfterEach
  void all_are_free_again() {
    free(limits.maxConcurrentHunts());
  }

  @Test
  void of_twenty_launches_for_the_last_slot_one_wins() {
    for (int round = 0; round < ROUNDS; round++) {
      free(1);

      List<Response> answers = at_once(20, this::launch);

      assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.statusCode() != 201)
          .hasSize(19)
          .allSatisfy(LaunchRaceTest::refused);
      assertThat(held()).isEqualTo(limits.maxConcurrentHunts());
    }
  }

  @Test
  void a_refused_launch_leaves_nothing() {
    free(0);
    long assigned = count("assigned_host");
    long events = count("event");

    refused(launch());

    assertThat(count("assigned_host")).isEqualTo(assigned);
    assertThat(count("event")).isEqualTo(events);
  }

  @Test
  void a_stop_frees_the_slot() {
    free(1);
    UUID id = launch().jsonPath().getUUID("id");
    refused(launch());

    assertThat(post("/api/v1/campaigns/" + id + "/stop", "{}").statusCode()).isEqualTo(200);

    assertThat(launch().statusCode()).isEqualTo(201);
  }

  @Test
  void a_stop_among_the_chunks_of_its_launch_loses_no_chunk() {
    SeededHosts.in(jdbi, 3_500);
    var id =
        post("/api/v1/campaigns", "{\"sql\":\"SELECT 1\",\"target\":{\"type\":\"all\"}}")
            .jsonPath()
            .getUUID("id");

    at_once(
        2,
        () -> {
          chunks.publish();
          return post("/api/v1/campaigns/" + id + "/stop", "{}");
        });
    while (count("chunk_progress WHERE published < chunks") > 0) {
      QuarkusTransaction.requiringNew().call(chunks::next);
    }

    var published =
        count("event WHERE type = 'mimir.assignments.created.v1' AND subject LIKE '" + id + ":%'");
    assertThat(published)
        .isEqualTo(
            count(
                "(SELECT generate_series(1, chunks) FROM chunk_progress WHERE campaign_id = '"
                    + id
                    + "') AS chunk"))
        .isGreaterThanOrEqualTo(4);
  }

  private static void refused(Response answer) {
    assertThat(answer.statusCode()).isEqualTo(429);
    var problem = answer.jsonPath();
    assertThat(problem.getString("code")).isEqualTo("max_concurrent_hunts_reached");
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 3_600);
    assertThat(problem.getList("slots")).hasSize(100);
    assertThat(problem.getString("slots[0].id")).hasSize(36);
    assertThat(problem.getString("slots[0].name")).isNotEmpty();
    assertThat(problem.getString("slots[0].by")).isNotEmpty();
    assertThat(problem.getString("slots[0].kind")).isEqualTo("osquery");
    assertThat(problem.getString("slots[0].live_until")).endsWith("Z");
  }

  private Response launch() {
    return post(
        "/api/v1/campaigns",
        "{\"sql\":\"SELECT 1\",\"target\":{\"type\":\"hosts\",\"host_ids\":[\"" + host + "\"]}}");
  }

  private long held() {
    return count("slot WHERE held_until > now()");
  }

  private long count(String from) {
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT count(*) FROM " + from).mapTo(Long.class).one());
  }

  private static List<Response> at_once(int times, Callable<Response> call) {
    try (var threads = Executors.newFixedThreadPool(times)) {
      return threads.invokeAll(Collections.nCopies(times, call)).stream()
          .map(LaunchRaceTest::outcome)
          .toList();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Response outcome(Future<Response> done) {
    try {
      return done.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static Response post(String path, String body) {
    return given()
        .header("Authorization", "Bearer " + Tokens.admin("alice"))
        .contentType("application/json")
        .body(body)
        .post(path);
  }
}
