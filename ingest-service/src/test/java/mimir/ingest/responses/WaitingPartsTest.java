package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
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
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class WaitingPartsTest {
  private static final int ROUNDS = 50;

  @Inject Intake intake;
  @Inject WaitingParts waiting;
  @Inject Jdbi jdbi;

  @Test
  @TestTransaction
  void parts_come_back_as_they_were_kept_until_they_are_forgotten() {
    var first = Answer.to(Ids.next()).with(2, 2);
    var second = Answer.to(first.assignment().campaignId()).failed(1, "a\0b \ud83d\ude00");
    waiting.keep(first.pieces());
    waiting.keep(second.pieces());
    waiting.keep(first.pieces());

    var ids = waiting.uploadsOf(first.assignment().campaignId());
    var back = waiting.of(ids);

    assertThat(ids).containsExactlyInAnyOrder(first.uploadId(), second.uploadId());
    assertThat(back.get(first.uploadId())).isEqualTo(first.pieces());
    assertThat(back.get(second.uploadId())).isEqualTo(second.pieces());
    waiting.forget(List.of(first.uploadId()));
    assertThat(waiting.uploadsOf(first.assignment().campaignId()))
        .containsExactly(second.uploadId());
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
