package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.ingest.ResultPart.Assignment;
import mimir.contracts.runtime.Ids;
import mimir.ingest.responses.PartModel.Seen;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lost, doubled and reordered parts, mixed uploads of one assignment, batches that come again, and
 * a campaign that is launched in the middle of it, over several consumers at once.
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class PartFuzzTest {
  private static final int CONSUMERS = 4;
  private static final int HOSTS_EACH = 8;

  @Inject Intake intake;
  @Inject WaitingParts waiting;
  @Inject Jdbi jdbi;

  private final UUID known = Ids.next();
  private final UUID late = Ids.next();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void what_is_stored_is_what_a_plain_model_says(long seed) throws Exception {
    intake.launch(Answer.launched(known));
    var underWay = new CountDownLatch(CONSUMERS * HOSTS_EACH);
    var models = new ArrayList<PartModel>();
    var work = new ArrayList<Callable<Void>>();
    for (int consumer = 0; consumer < CONSUMERS; consumer++) {
      var random = new Random(CONSUMERS * seed + consumer);
      List<Answer> uploads = uploads(random);
      var model = new PartModel(uploads);
      models.add(model);
      List<List<Upload.Piece>> batches = batches(stream(uploads, random), random);
      assertThat(batches).hasSizeGreaterThan(HOSTS_EACH);
      work.add(
          () -> {
            for (List<Upload.Piece> batch : batches) {
              takeUntilItWorks(batch);
              model.taken(batch);
              underWay.countDown();
            }
            return null;
          });
    }
    work.add(
        () -> {
          assertThat(underWay.await(1, TimeUnit.MINUTES)).isTrue();
          intake.launch(Answer.launched(late));
          return null;
        });

    try (var threads = Executors.newFixedThreadPool(work.size())) {
      for (var done : threads.invokeAll(work)) {
        done.get();
      }
    }

    assertStored(seed, known, models.stream().map(each -> each.expected(known)));
    assertStored(seed, late, models.stream().map(each -> each.expectedAtLast(late)));
  }

  /** Of each host's two assignments, one to three uploads; each tells in its rows which it is. */
  private List<Answer> uploads(Random random) {
    var uploads = new ArrayList<Answer>();
    for (int host = 0; host < HOSTS_EACH; host++) {
      UUID hostId = UUID.randomUUID();
      for (UUID campaign : List.of(known, late)) {
        var assignment = new Assignment(campaign, Ids.next(), hostId);
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          var upload = Answer.of(assignment);
          int parts = 1 + random.nextInt(5);
          upload = upload.with(rows(upload.uploadId(), parts, random));
          uploads.add(random.nextInt(8) == 0 ? upload.failed(1, "no " + n) : upload);
        }
      }
    }
    return uploads;
  }

  private static List<List<Map<String, String>>> rows(UUID uploadId, int parts, Random random) {
    return IntStream.range(0, parts)
        .mapToObj(
            part ->
                IntStream.range(0, random.nextInt(4))
                    .mapToObj(row -> Map.of("cell", uploadId + " " + part + " " + row))
                    .toList())
        .toList();
  }

  /** All parts of a consumer's hosts, mixed; a few are missing, many are there twice. */
  private static List<Upload.Piece> stream(List<Answer> uploads, Random random) {
    var stream = new ArrayList<Upload.Piece>();
    for (Answer upload : uploads) {
      for (Upload.Piece piece : upload.pieces()) {
        int copies = random.nextInt(15) == 0 ? 0 : 1 + random.nextInt(2);
        stream.addAll(Collections.nCopies(copies, piece));
      }
    }
    Collections.shuffle(stream, random);
    return stream;
  }

  /** One after the other; some come again, with the one before them. */
  private static List<List<Upload.Piece>> batches(List<Upload.Piece> stream, Random random) {
    var batches = new ArrayList<List<Upload.Piece>>();
    for (int from = 0; from < stream.size(); ) {
      int to = Math.min(stream.size(), from + 1 + random.nextInt(8));
      batches.add(stream.subList(from, to));
      if (random.nextInt(6) == 0) {
        batches.addAll(
            List.copyOf(batches.subList(Math.max(0, batches.size() - 2), batches.size())));
      }
      from = to;
    }
    return batches;
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

  private void assertStored(
      long seed, UUID campaign, Stream<Map<Assignment, Set<Seen>>> ofConsumers) {
    var expected = new HashMap<Assignment, Set<Seen>>();
    ofConsumers.forEach(expected::putAll);
    var stored = Stored.of(jdbi, campaign);
    Map<Assignment, Seen> seen = PartModel.seen(campaign, stored);
    assertThat(seen.keySet()).as("answered, seed %d", seed).isEqualTo(expected.keySet());
    assertThat(seen)
        .as("answers, seed %d", seed)
        .allSatisfy((assignment, answer) -> assertThat(expected.get(assignment)).contains(answer));
    assertThat(stored.items())
        .as("told, seed %d", seed)
        .extracting(item -> new Assignment(campaign, item.queryId(), item.hostId()))
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    assertThat(waiting.complete(waiting.uploadsOf(campaign)))
        .as("whole and waiting, seed %d", seed)
        .isEmpty();
  }
}
