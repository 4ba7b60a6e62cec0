package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Ids;
import mimir.ingest.responses.Upload.Piece;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class WaitingPartsTest {
  private static final int ROUNDS = 50;

  @Inject Intake intake;
  @Inject WaitingParts waiting;
  @Inject Jdbi jdbi;
  @Inject MeterRegistry metrics;

  @Test
  @TestTransaction
  void parts_come_back_as_they_were_kept_until_they_are_forgotten() {
    var first = Answer.to(Ids.next()).with(2, 2);
    var second = Answer.to(first.assignment().campaignId()).failed(1, "a\0b \ud83d\ude00");
    waiting.keep(first.pieces());
    waiting.keep(second.pieces());
    waiting.keep(first.pieces());

    var ids = waiting.uploadsOf(first.assignment().campaignId());
    var back =
        waiting.complete(ids).stream()
            .collect(Collectors.toMap(Upload::id, WaitingPartsTest::parts));

    assertThat(ids).containsExactlyInAnyOrder(first.uploadId(), second.uploadId());
    assertThat(back)
        .isEqualTo(
            Map.of(
                first.uploadId(), first.pieces().stream().map(Piece::part).toList(),
                second.uploadId(), second.pieces().stream().map(Piece::part).toList()));
    waiting.forget(List.of(first.uploadId()));
    assertThat(waiting.uploadsOf(first.assignment().campaignId()))
        .containsExactly(second.uploadId());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                     | of | came  | complete
          the only part            | 1  | 0     | true
          all parts                | 3  | 2,0,1 | true
          the first is missing     | 3  | 1,2   | false
          one between is missing   | 3  | 0,2   | false
          the last is missing      | 3  | 0,1   | false
          """)
  @TestTransaction
  void complete(String why, int of, String came, boolean complete) {
    var answer = Answer.to(Ids.next()).with(of, 2);
    for (String number : came.split(",", -1)) {
      waiting.keep(List.of(answer.pieces().get(Integer.parseInt(number))));
    }

    var uploads = waiting.complete(List.of(answer.uploadId()));

    assertThat(uploads).hasSize(complete ? 1 : 0);
    assertThat(uploads)
        .allSatisfy(
            upload -> {
              assertThat(upload.sentRows()).isEqualTo(2L * of);
              assertThat(upload.traceparent()).isEqualTo(Answer.TRACE);
            });
  }

  private static List<ResultPart> parts(Upload upload) {
    var parts = new ArrayList<ResultPart>();
    upload.parts().each(parts::add);
    return parts;
  }

  @Test
  @TestTransaction
  void halves_of_uploads_are_forgotten_after_the_topics_retention_and_whole_ones_are_not() {
    // What other tests have left behind is none of this one's.
    jdbi.useHandle(handle -> handle.execute("DELETE FROM waiting_part"));
    var campaign = Ids.next();
    var whole = Answer.to(campaign).with(3, 1);
    var headless = Answer.to(campaign).with(3, 1);
    var endless = Answer.to(campaign).with(3, 1);
    var fresh = Answer.to(campaign).with(3, 1);
    waiting.keep(whole.pieces());
    waiting.keep(headless.pieces().subList(1, 3));
    waiting.keep(endless.pieces().subList(0, 2));
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE waiting_part SET arrived_at = arrived_at - interval '97 h'"));
    waiting.keep(fresh.pieces().subList(0, 1));

    double before = forgotten();

    waiting.forgetHalf();

    assertThat(forgotten() - before).isEqualTo(4);
    assertThat(waiting.uploadsOf(campaign))
        .containsExactlyInAnyOrder(whole.uploadId(), fresh.uploadId());
    assertThat(waiting.complete(List.of(whole.uploadId())))
        .singleElement()
        .extracting(WaitingPartsTest::parts)
        .isEqualTo(whole.pieces().stream().map(Piece::part).toList());
  }

  private double forgotten() {
    return metrics.counter("mimir.ingest.parts.forgotten").count();
  }

  @Test
  void mixed_uploads_of_one_assignment_are_one_answer_whichever_is_whole_first() {
    UUID campaign = Ids.next();
    intake.launch(Answer.launched(campaign));
    var broken = Answer.to(campaign).with(3, 2);
    var again = Answer.of(broken.assignment()).with(3, 2);

    intake.take(broken.pieces().subList(0, 1));
    intake.take(List.of(again.pieces().get(0), broken.pieces().get(1), again.pieces().get(1)));
    intake.take(List.of(again.pieces().get(2)));
    intake.take(List.of(broken.pieces().get(2)));

    assertThat(Stored.of(jdbi, campaign).items()).hasSize(1);
    assertThat(Stored.of(jdbi, campaign).rows()).hasSize(6);
    assertThat(Stored.waiting(jdbi, campaign)).isZero();
  }

  @Test
  void a_launch_beside_the_parts_of_its_campaign_leaves_none_waiting() throws Exception {
    try (var threads = Executors.newFixedThreadPool(3)) {
      for (int round = 0; round < ROUNDS; round++) {
        UUID campaign = Ids.next();
        var answers = Stream.generate(() -> Answer.to(campaign).with(2, 2)).limit(8).toList();
        var random = new Random(round);
        var start = new CyclicBarrier(3);
        int half = answers.size() / 2;

        List<Callable<Void>> sides =
            List.of(
                together(start, () -> takeOneByOne(answers.subList(0, half), random)),
                together(start, () -> takeOneByOne(answers.subList(half, answers.size()), random)),
                together(start, () -> intake.launch(Answer.launched(campaign))));
        for (var done : threads.invokeAll(sides)) {
          done.get();
        }

        assertThat(Stored.waiting(jdbi, campaign)).isZero();
        assertThat(Stored.of(jdbi, campaign).items()).hasSize(answers.size());
        assertThat(Stored.of(jdbi, campaign).rows()).hasSize(4 * answers.size());
      }
    }
  }

  /** All parts of an upload have one key, so they come to one consumer, in whatever batches. */
  private void takeOneByOne(List<Answer> answers, Random random) {
    var pieces = new ArrayList<>(answers.stream().flatMap(a -> a.pieces().stream()).toList());
    Collections.shuffle(pieces, random);
    pieces.forEach(piece -> intake.take(List.of(piece)));
  }

  private static Callable<Void> together(CyclicBarrier start, Runnable work) {
    return () -> {
      start.await();
      work.run();
      return null;
    };
  }
}
