package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.ingest.ResponseEvent.Item;
import mimir.contracts.ingest.ResponseEvent.Outcome;
import mimir.contracts.ingest.ResultPart.Assignment;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class CapsTest {
  private static final int WRITERS = 64;
  private static final int CONSUMERS = 3;

  @Inject Intake intake;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @Test
  void the_first_rows_of_a_host_are_kept_and_the_answer_says_so() {
    intake.launch(Answer.launched(campaign, 1, 5, 1_000));
    var answer = Answer.to(campaign).with(3, 2);
    var exact = Answer.to(campaign).with(1, 5);

    intake.take(pieces(List.of(answer, exact)));

    assertThat(stored().items())
        .extracting(Item::hostId, Item::rows, Item::truncated)
        .containsExactlyInAnyOrder(
            tuple(answer.assignment().hostId(), 5L, true),
            tuple(exact.assignment().hostId(), 5L, false));
    assertThat(stored().columns()).hasSize(10).doesNotContain("{\"n\":\"5\"}");
    assertThat(kept()).isEqualTo(10);
    assertThat(crossed()).isZero();
  }

  @Test
  void an_answer_that_was_cut_before_it_came_here_says_so_too() {
    intake.launch(Answer.launched(campaign, 1, 5, 1_000));

    intake.take(Answer.to(campaign).with(2, 2).piecesOfMore());

    assertThat(stored().items())
        .extracting(Item::rows, Item::truncated)
        .containsExactly(tuple(4L, true));
    assertThat(kept()).isEqualTo(4);
    assertThat(crossed()).isZero();
  }

  @Test
  void a_host_has_one_cap_for_all_its_queries_of_a_campaign() {
    intake.launch(Answer.launched(campaign, 3, 5, 1_000));
    var host = UUID.randomUUID();
    var answers =
        IntStream.range(0, 3)
            .mapToObj(n -> Answer.of(new Assignment(campaign, Ids.next(), host)).with(1, 3))
            .toList();

    intake.take(pieces(answers.subList(0, 1)));
    intake.take(pieces(answers.subList(1, 3)));

    assertThat(stored().items())
        .extracting(Item::rows, Item::truncated)
        .containsExactlyInAnyOrder(tuple(3L, false), tuple(2L, true), tuple(0L, true));
    assertThat(stored().rows()).hasSize(5);
    assertThat(kept()).isEqualTo(5);
  }

  @Test
  void the_answer_that_does_not_fit_keeps_what_does_and_none_after_it_is_kept() {
    intake.launch(Answer.launched(campaign, 1, 100, 10));
    var answers = Stream.generate(() -> Answer.to(campaign).with(1, 4)).limit(4).toList();

    intake.take(pieces(answers));

    assertThat(stored().items())
        .containsExactlyInAnyOrder(
            ResultItem.of(answers.get(0), Outcome.STORED, 4, false),
            ResultItem.of(answers.get(1), Outcome.STORED, 4, false),
            ResultItem.truncated(answers.get(2), 2));
    assertThat(stored().answers()).hasSize(3);
    assertThat(stored().rows()).hasSize(10);
    assertThat(crossed()).isEqualTo(1);
    assertThat(discarded()).isEqualTo(1);

    var later = Answer.to(campaign).with(1, 1);
    intake.take(later.pieces());
    intake.take(Answer.to(campaign).with(1, 0).pieces());
    intake.take(pieces(answers));

    assertThat(stored().rows()).hasSize(10);
    assertThat(stored().answers()).hasSize(3);
    assertThat(crossed()).isEqualTo(1);
  }

  @Test
  void reaching_the_cap_exactly_stops_nothing() {
    intake.launch(Answer.launched(campaign, 1, 100, 10));

    intake.take(Answer.to(campaign).with(1, 10).pieces());
    intake.take(Answer.to(campaign).with(1, 0).pieces());

    assertThat(stored().answers()).hasSize(2);
    assertThat(crossed()).isZero();

    intake.take(Answer.to(campaign).with(1, 1).pieces());

    assertThat(stored().answers()).hasSize(3);
    assertThat(stored().rows()).hasSize(10);
    assertThat(crossed()).isEqualTo(1);
  }

  @Test
  void an_answer_that_waited_for_its_campaign_is_capped_too() {
    intake.take(Answer.to(campaign).with(4, 3).pieces());

    intake.launch(Answer.launched(campaign, 1, 100, 7));

    assertThat(stored().columns())
        .isEqualTo(IntStream.range(0, 7).mapToObj(n -> "{\"n\":\"" + n + "\"}").toList());
    assertThat(crossed()).isEqualTo(1);
  }

  @Test
  void the_stop_that_follows_takes_nothing_back_also_by_a_clock_that_is_slow() {
    intake.launch(Answer.launched(campaign, 1, 100, 5));
    intake.take(Answer.to(campaign).with(1, 6).pieces());

    intake.stop(
        new CampaignStopped(
            campaign,
            CampaignStopped.SYSTEM,
            CampaignStopped.ROW_CAP,
            true,
            Answer.IN_TIME.minusSeconds(3_600)));

    assertThat(stored().rows()).hasSize(5);
    assertThat(kept()).isEqualTo(5);
  }

  @Test
  void what_a_stop_takes_back_is_not_counted_any_more() {
    intake.launch(Answer.launched(campaign, 1, 100, 10));
    intake.take(Answer.to(campaign).with(1, 4).pieces());
    intake.take(Answer.to(campaign).receivedAt(Answer.LATE).with(1, 3).pieces());

    intake.stop(new CampaignStopped(campaign, "alice", "", true, Answer.IN_TIME));

    assertThat(kept()).isEqualTo(4).isEqualTo(stored().rows().size());
  }

  /** INV-4: at every moment, at any parallelism; and exactly one crossing, or none. */
  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 7, 10, 50, 64, 99, 100, 101, 500, 640, 1_000, 4_096, 10_000, 100_000})
  void many_writers_and_consumers_never_cross_the_cap(int cap) throws Exception {
    for (int round = 0; round < rounds(cap); round++) {
      var random = new Random(31L * cap + round);
      UUID id = Ids.next();
      intake.launch(Answer.launched(id, 1, 1_000_000, cap));
      int each = Math.max(1, cap / WRITERS);
      List<Answer> answers =
          IntStream.range(0, WRITERS)
              .mapToObj(n -> Answer.to(id).with(1 + n % 2, random.nextInt(2 * each + 1)))
              .toList();
      long sent = answers.stream().mapToLong(CapsTest::rows).sum();

      consume(id, cap, answers, random);

      var stored = Stored.of(jdbi, id);
      assertThat(stored.rows()).hasSize((int) Math.min(sent, cap));
      assertThat(kept(id)).isEqualTo(Math.min(sent, cap));
      assertThat(stored.items().stream().mapToLong(Item::rows).sum())
          .isEqualTo(Math.min(sent, cap));
      assertThat(crossed(id)).isEqualTo(sent > cap ? 1 : 0);
      assertThat(stored.items().stream().filter(Item::truncated)).hasSize(sent > cap ? 1 : 0);
      assertThat(stored.items().size() + discarded(id)).isEqualTo(WRITERS);
    }
  }

  private static int rounds(int cap) {
    return cap > 5_000 ? 1 : 4;
  }

  /** Each answer twice, in batches of some, by several at once; somebody looks on. */
  private void consume(UUID id, int cap, List<Answer> answers, Random random) throws Exception {
    var twice = new ArrayList<>(answers);
    twice.addAll(answers);
    Collections.shuffle(twice, random);
    var batches = new ArrayList<List<Answer>>();
    for (int from = 0; from < twice.size(); ) {
      int to = Math.min(twice.size(), from + 1 + random.nextInt(12));
      batches.add(twice.subList(from, to));
      from = to;
    }
    try (var consumers = Executors.newFixedThreadPool(CONSUMERS)) {
      var work =
          batches.stream()
              .<Callable<Void>>map(
                  batch ->
                      () -> {
                        takeUntilItWorks(pieces(batch));
                        assertThat(visible(id)).isLessThanOrEqualTo(cap);
                        return null;
                      })
              .toList();
      for (var done : consumers.invokeAll(work)) {
        done.get();
      }
    }
  }

  /** As the inbox does: two that wait for each other's keys are untied by PostgreSQL. */
  private void takeUntilItWorks(List<Upload.Piece> pieces) {
    while (true) {
      try {
        intake.take(pieces);
        return;
      } catch (RuntimeException e) {
        assertThat(e).hasStackTraceContaining("deadlock detected");
      }
    }
  }

  private static long rows(Answer answer) {
    return answer.parts().stream().mapToLong(List::size).sum();
  }

  private static List<Upload.Piece> pieces(List<Answer> answers) {
    return answers.stream().flatMap(each -> each.pieces().stream()).toList();
  }

  private Stored stored() {
    return Stored.of(jdbi, campaign);
  }

  private long kept() {
    return kept(campaign);
  }

  private long kept(UUID id) {
    return count("SELECT rows FROM campaign_rows WHERE campaign_id = :id", id);
  }

  private long visible(UUID id) {
    return count("SELECT count(*) FROM answer_row WHERE campaign_id = :id", id);
  }

  private long crossed() {
    return crossed(campaign);
  }

  private long crossed(UUID id) {
    return count(
        """
        SELECT count(*)
        FROM event
        WHERE message_key = CAST(:id AS text) AND type = 'mimir.campaign.cap_crossed.v1'
        """,
        id);
  }

  private long discarded() {
    return discarded(campaign);
  }

  private long discarded(UUID id) {
    return count(
        """
        SELECT count(DISTINCT item ->> 'host_id')
        FROM event, json_array_elements(payload::json -> 'items') AS item
        WHERE message_key = CAST(:id AS text) AND type = 'mimir.responses.discarded.v1'
        """,
        id);
  }

  private long count(String sql, UUID id) {
    return jdbi.withHandle(
        handle -> handle.createQuery(sql).bind("id", id).mapTo(Long.class).one());
  }
}
