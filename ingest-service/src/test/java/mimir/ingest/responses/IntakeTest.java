package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.ingest.ResponseEvent.Outcome;
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
class IntakeTest {

  @Inject Intake intake;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @Test
  void an_answer_is_stored_with_its_rows_and_told_once() {
    intake.launch(Answer.launched(campaign));
    var answer = Answer.to(campaign).with(1, 3);

    intake.take(answer.pieces());

    var stored = stored();
    assertThat(stored.answers())
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("outcome", "stored")
                    .containsEntry("rows", 3L)
                    .containsEntry("late", false)
                    .containsEntry("wall_time_ms", 12L)
                    .containsEntry("memory_bytes", 5_000L));
    assertThat(stored.columns()).containsExactly("{\"n\":\"0\"}", "{\"n\":\"1\"}", "{\"n\":\"2\"}");
    assertThat(stored.items()).containsExactly(ResultItem.of(answer, Outcome.STORED, 3, false));
    assertThat(waiting()).isZero();
  }

  @Test
  void an_answer_without_rows_is_an_answer() {
    intake.launch(Answer.launched(campaign));
    var answer = Answer.to(campaign).with(1, 0);

    intake.take(answer.pieces());

    assertThat(stored().items()).containsExactly(ResultItem.of(answer, Outcome.STORED, 0, false));
  }

  @Test
  void the_first_answer_wins_in_one_batch_and_over_two() {
    intake.launch(Answer.launched(campaign));
    var first = Answer.to(campaign).with(1, 2);
    var again = Answer.of(first.assignment()).with(1, 5);

    intake.take(Stream.of(first, again).flatMap(each -> each.pieces().stream()).toList());
    var before = stored();
    intake.take(again.pieces());

    assertThat(stored()).isEqualTo(before);
    assertThat(before.items()).containsExactly(ResultItem.of(first, Outcome.STORED, 2, false));
    assertThat(before.rows()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void a_replay_in_any_order_changes_nothing(long seed) {
    intake.launch(Answer.launched(campaign));
    var pieces = new ArrayList<Upload.Piece>();
    IntStream.range(0, 12)
        .forEach(n -> pieces.addAll(Answer.to(campaign).with(1 + n % 3, 2).pieces()));
    intake.take(pieces);
    var before = stored();

    var random = new Random(seed);
    Collections.shuffle(pieces, random);
    for (int from = 0; from < pieces.size(); from += 5) {
      intake.take(pieces.subList(from, Math.min(pieces.size(), from + 5)));
    }
    intake.launch(Answer.launched(campaign));

    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void an_answer_before_its_campaign_waits_and_the_launch_finishes_it() {
    var answer = Answer.to(campaign).with(3, 2);
    intake.take(answer.pieces());
    assertThat(waiting()).isEqualTo(3);
    assertThat(stored().answers()).isEmpty();

    intake.launch(Answer.launched(campaign));

    assertThat(waiting()).isZero();
    assertThat(stored().items()).containsExactly(ResultItem.of(answer, Outcome.STORED, 6, false));
    assertThat(stored().rows()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void parts_over_several_batches_in_any_order_become_one_answer_in_order(long seed) {
    intake.launch(Answer.launched(campaign));
    var answer = Answer.to(campaign).with(5, 3);
    var pieces = new ArrayList<>(answer.pieces());
    Collections.shuffle(pieces, new Random(seed));

    pieces.forEach(piece -> intake.take(List.of(piece)));

    assertThat(stored().items()).containsExactly(ResultItem.of(answer, Outcome.STORED, 15, false));
    assertThat(stored().columns())
        .isEqualTo(IntStream.range(0, 15).mapToObj(n -> "{\"n\":\"" + n + "\"}").toList());
    assertThat(waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void two_uploads_of_one_assignment_become_one_answer(long seed) {
    intake.launch(Answer.launched(campaign));
    var first = Answer.to(campaign).with(3, 2);
    var second = Answer.of(first.assignment()).with(3, 2);
    var pieces = new ArrayList<>(first.pieces());
    pieces.addAll(second.pieces());
    Collections.shuffle(pieces, new Random(seed));

    pieces.forEach(piece -> intake.take(List.of(piece)));

    assertThat(stored().items()).containsExactly(ResultItem.of(first, Outcome.STORED, 6, false));
    assertThat(stored().columns())
        .isEqualTo(IntStream.range(0, 6).mapToObj(n -> "{\"n\":\"" + n + "\"}").toList());
    assertThat(waiting()).isZero();
  }

  @Test
  void an_error_keeps_its_message_and_no_rows() {
    intake.launch(Answer.launched(campaign));
    var answer = Answer.to(campaign).with(1, 3).failed(1, "no such table: \u2028users\u001b[31m");

    intake.take(answer.pieces());

    assertThat(stored().answers())
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("outcome", "errored")
                    .containsEntry("status", 1)
                    .containsEntry("rows", 0L)
                    .containsEntry("message", "no such table: \u2028users\u001b[31m"));
    assertThat(stored().rows()).isEmpty();
    assertThat(stored().items()).containsExactly(ResultItem.of(answer, Outcome.ERRORED, 0, false));
  }

  @Test
  void an_error_is_a_first_answer_too() {
    intake.launch(Answer.launched(campaign));
    var error = Answer.to(campaign).failed(1, "busy");

    intake.take(error.pieces());
    intake.take(Answer.of(error.assignment()).pieces());

    assertThat(stored().items()).containsExactly(ResultItem.of(error, Outcome.ERRORED, 0, false));
  }

  @Test
  void a_message_with_a_nul_does_not_hold_up_the_others() {
    intake.launch(Answer.launched(campaign));
    var answer = Answer.to(campaign).failed(1, "a\0b");

    intake.take(answer.pieces());

    assertThat(stored().answers())
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("message", "a\uFFFDb"));
  }

  @Test
  void an_answer_after_the_live_window_is_late() {
    intake.launch(Answer.launched(campaign));
    var answer = Answer.to(campaign).receivedAt(Answer.LATE);

    intake.take(answer.pieces());

    assertThat(stored().items()).containsExactly(ResultItem.of(answer, Outcome.STORED, 1, true));
  }

  private Stored stored() {
    return Stored.of(jdbi, campaign);
  }

  private long waiting() {
    return Stored.waiting(jdbi, campaign);
  }
}
