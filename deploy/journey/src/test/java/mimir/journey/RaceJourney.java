package mimir.journey;

import static mimir.journey.RunningSystem.FLEET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.journey.Person.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who wins when several people press a button at once. */
@Order(2)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RaceJourney {
  private static final String WHO = "SELECT hostname FROM system_info";

  /** What MIMIR_MAX_CONCURRENT_HUNTS is when nobody says otherwise. */
  private static final int SLOTS = 5;

  private RunningSystem running;
  private Person admin;
  private Map<String, Object> atSleeper;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    shared.campaigns(true);
    var sleeper = shared.fleet().hosts().getLast();
    atSleeper = RunningSystem.hosts(shared.idOf(sleeper));
    sleeper.goOffline();
  }

  @BeforeEach
  void all_slots_are_free() {
    running.stopAll();
  }

  @AfterAll
  void stop() throws Exception {
    running.stopAll();
    running.assertInvariants();
  }

  @Test
  void of_twenty_launches_at_once_for_the_last_slot_one_is_made() throws Exception {
    for (int held = 0; held < SLOTS - 1; held++) {
      CampaignPage.launch(admin, WHO, atSleeper);
    }

    List<Answer> answers = atOnce(20, () -> launch());

    assertThat(codes(answers)).containsOnly(Map.entry("201", 1L), refusals(19));
    assertThat(active()).hasSize(SLOTS);
  }

  private static Map.Entry<String, Long> refusals(long count) {
    return Map.entry("max_concurrent_hunts_reached", count);
  }

  @Test
  void one_idempotency_key_ten_times_at_once_makes_one_campaign() throws Exception {
    List<Answer> answers = atOnce(10, () -> launch("Idempotency-Key", "at-once"));

    assertThat(codes(answers)).containsOnly(Map.entry("201", 10L));
    assertThat(answers.stream().map(answer -> answer.body().get("id").asText()).distinct())
        .singleElement()
        .isEqualTo(active().getFirst());
    assertThat(active()).hasSize(1);
  }

  @Test
  void of_two_stops_at_once_one_is_refused() throws Exception {
    for (int round = 0; round < 3; round++) {
      var campaign = CampaignPage.launch(admin, WHO, atSleeper);

      List<Answer> answers = atOnce(2, () -> campaign.stop("enough"));

      assertThat(codes(answers)).containsOnly(Map.entry("200", 1L), Map.entry("not_active", 1L));
    }
  }

  @Test
  void a_stop_right_behind_a_launch_leaves_nothing_pending() {
    for (int round = 0; round < 3; round++) {
      var campaign = CampaignPage.launch(admin, WHO, FLEET);

      var stopped =
          admin.post(
              "/api/v1/campaigns/" + campaign.id() + "/stop", Map.of("discard_in_flight", true));

      assertThat(stopped.status()).isEqualTo(200);
      campaign.awaitCount("pending", 0, Patience.LONG);
    }
  }

  private Answer launch(String... headers) {
    return admin.post("/api/v1/campaigns", Map.of("sql", WHO, "target", atSleeper), headers);
  }

  private List<String> active() {
    var ids = new ArrayList<String>();
    JsonNode items = admin.get("/api/v1/campaigns?limit=500&status=active").body().get("items");
    items.forEach(item -> ids.add(item.get("id").asText()));
    return ids;
  }

  /** How many answers have each code; of those that are no refusal, each status. */
  private static Map<String, Long> codes(List<Answer> answers) {
    return answers.stream()
        .map(answer -> answer.code().isEmpty() ? "" + answer.status() : answer.code())
        .collect(Collectors.groupingBy(code -> code, Collectors.counting()));
  }

  private static List<Answer> atOnce(int times, Callable<Answer> call) throws Exception {
    var gate = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> calls =
          IntStream.range(0, times)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> {
                            gate.await();
                            return call.call();
                          }))
              .toList();
      gate.countDown();
      var answers = new ArrayList<Answer>();
      for (Future<Answer> each : calls) {
        answers.add(each.get());
      }
      return answers;
    }
  }
}
