package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import mimir.journey.AnswerWriter.Asked;
import mimir.journey.AnswerWriter.Sent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three processes of ingest-service take answers side by side. */
@Order(0)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestJourney {
  private static final int PROCESSES = 3;
  private static final int WRITERS = 64;
  private static final int ROUNDS = 50;
  private static final int CAP_MAX = 100_000;
  private static final long SEED = 5;

  private static final int DEATHS = 5;

  /** It is crossed between the deaths, or in one. */
  private static final int CAP_OF_THE_FLOW = 4_000;

  /** So small a batch that each process has several in every round. */
  private static final Map<String, String> SMALL_BATCHES =
      Map.of("MP_MESSAGING_INCOMING_RESULTS_MAX_POLL_RECORDS", "8");

  // Every transaction tells of what it has stored or refused.
  private static final String WITNESS =
      """
      CREATE SCHEMA witness;
      CREATE TABLE witness.batch (campaign_id text NOT NULL, process text NOT NULL);
      CREATE FUNCTION witness.note_batch() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = witness AS $$
      BEGIN
          INSERT INTO batch VALUES (NEW.message_key, current_setting('application_name'));
          RETURN NULL;
      END $$;
      GRANT USAGE ON SCHEMA witness TO PUBLIC;
      CREATE TRIGGER note_batch
          AFTER INSERT ON event
          FOR EACH ROW
          EXECUTE FUNCTION witness.note_batch();
      """;

  private static final String WITNESSED =
      """
      SELECT DISTINCT process
      FROM witness.batch
      WHERE campaign_id = ?
      """;

  private IngestStand stand;
  private AnswerWriter writer;
  private Connection database;

  @BeforeAll
  void start() throws Exception {
    stand = IngestStand.start(PROCESSES, SMALL_BATCHES);
    writer = stand.writer();
    database = stand.database();
  }

  @AfterAll
  void stop() throws Exception {
    writer.close();
    database.close();
    stand.close();
  }

  /** INV-4; caps from 1 to 100,000, some of which are crossed, some filled and some not reached. */
  @Test
  void caps_are_exact_whatever_many_writers_and_several_processes_do() throws Exception {
    execute(WITNESS);
    var random = new SplittableRandom(SEED);
    Map<Asked, List<Sent>> rounds = launched(random);
    for (var round : rounds.entrySet()) {
      var asked = round.getKey();
      writeAtOnce(round.getValue(), random);
      await()
          .atMost(Patience.LONG)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                assertThat(StoredAnswers.rows(database, asked)).isLessThanOrEqualTo(asked.cap());
                return StoredAnswers.ended(database, asked) == WRITERS;
              });
    }
    stand.awaitDrained();

    for (var round : rounds.entrySet()) {
      var asked = round.getKey();
      assertThat(StoredAnswers.of(database, asked))
          .as("cap %d, seed %d", asked.cap(), SEED)
          .satisfies(stored -> stored.assertExact(asked, round.getValue()));
      assertThat(processes(asked)).as("took part, cap %d", asked.cap()).hasSize(PROCESSES);
    }
  }

  /**
   * Known before the first answer: one that waits for its campaign is stored by whoever knows it.
   */
  private Map<Asked, List<Sent>> launched(SplittableRandom random) {
    var rounds = new LinkedHashMap<Asked, List<Sent>>();
    for (int round = 0; round < ROUNDS; round++) {
      var asked = Asked.withCap(Math.round(Math.pow(CAP_MAX, round / (ROUNDS - 1.0))));
      rounds.put(asked, answers(asked, round, random));
      writer.launch(asked, WRITERS);
    }
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () -> assertThat(StoredAnswers.known(database)).containsAll(ids(rounds.keySet())));
    return rounds;
  }

  private static List<UUID> ids(Set<Asked> campaigns) {
    return campaigns.stream().map(Asked::campaignId).toList();
  }

  /** A third of the rounds each: below the cap, exactly as much as it, above. */
  private static List<Sent> answers(Asked asked, int round, SplittableRandom random) {
    var rows = new int[WRITERS];
    long left = asked.cap();
    for (int n = 0; n < WRITERS; n++) {
      long share = Math.max(1, 2 * asked.cap() / WRITERS);
      rows[n] = (int) Math.min(left, random.nextLong(share + 1));
      left -= rows[n];
    }
    switch (round % 3) {
      case 0 -> rows[random.nextInt(WRITERS)] += (int) left;
      case 1 ->
          rows[random.nextInt(WRITERS)] += (int) (left + 1 + random.nextLong(asked.cap() / 8 + 1));
      default -> {
        int most =
            IntStream.range(0, WRITERS).boxed().max((a, b) -> rows[a] - rows[b]).orElseThrow();
        rows[most] -= left == 0 ? 1 : 0;
      }
    }
    return IntStream.of(rows)
        .mapToObj(each -> new Sent(UUID.randomUUID(), asked, UUID.randomUUID(), each))
        .toList();
  }

  /** Half of the answers twice, as one upload or as two. */
  private void writeAtOnce(List<Sent> answers, SplittableRandom random) throws Exception {
    var start = new CyclicBarrier(WRITERS);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Callable<Void>>();
      for (Sent answer : answers) {
        List<Sent> all =
            switch (random.nextInt(4)) {
              case 0 -> List.of(answer, answer);
              case 1 -> List.of(answer, answer.again());
              default -> List.of(answer);
            };
        work.add(
            () -> {
              start.await();
              all.forEach(writer::answer);
              return null;
            });
      }
      for (var done : threads.invokeAll(work)) {
        done.get();
      }
    }
  }

  /**
   * INV-2, INV-9. kill -9 takes the memory of the server, not what the machine holds for the disk;
   * fsync and synchronous_commit are on, as in production.
   */
  @Test
  void the_database_dies_in_the_middle_of_commits_and_each_answer_is_there_once() throws Exception {
    var open = Asked.withCap(Long.MAX_VALUE);
    var capped = Asked.withCap(CAP_OF_THE_FLOW);
    writer.launch(open, WRITERS);
    writer.launch(capped, WRITERS);
    var flow = new AnswerFlow(writer, List.of(open, capped), SEED);
    var moments = CommitMoment.values();
    for (int death = 0; death < DEATHS; death++) {
      awaitMore(open);
      moments[death % moments.length].die(stand);
      database.close();
      database = stand.database();
    }
    awaitMore(open);

    Map<Asked, List<Sent>> sent = flow.end();
    stand.awaitDrained();

    assertThat(sent.get(capped).stream().mapToLong(Sent::rows).sum()).isGreaterThan(capped.cap());
    for (Asked asked : List.of(open, capped)) {
      assertThat(StoredAnswers.of(database, asked))
          .as("cap %d, seed %d", asked.cap(), SEED)
          .satisfies(stored -> stored.assertExact(asked, sent.get(asked)));
    }
  }

  /** The processes have found the database again. */
  private void awaitMore(Asked asked) throws SQLException {
    int before = StoredAnswers.ended(database, asked);
    await()
        .atMost(Patience.LONG)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> StoredAnswers.ended(database, asked) > before);
  }

  private Set<String> processes(Asked asked) throws SQLException {
    try (var query = database.prepareStatement(WITNESSED)) {
      query.setString(1, asked.campaignId().toString());
      var names = new HashSet<String>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }
}
