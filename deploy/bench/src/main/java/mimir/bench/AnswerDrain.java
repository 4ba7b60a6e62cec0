package mimir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mimir.bench.AnswerTopic.Asked;

/** Answers that wait on their topic when the service starts; how fast it stores them. */
final class AnswerDrain {
  private static final Duration KNOWN_MAX = Duration.ofMinutes(2);
  private static final Duration DRAIN_MAX = Duration.ofMinutes(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  /** At the answers, which takes the database some milliseconds. */
  private static final Duration LOOK_AT_ANSWERS_EVERY = Duration.ofMillis(50);

  /** Of the answers, first: a service that has just started is no measure. */
  private static final double WARM_UP = 0.3;

  private final AnswerStack stack;
  private final AnswerTopic topic;
  private final AnswerDatabase database;

  AnswerDrain(AnswerStack stack, AnswerTopic topic, AnswerDatabase database) {
    this.stack = stack;
    this.topic = topic;
    this.database = database;
  }

  /** New campaigns that the service knows, each with an empty table. */
  List<Asked> launch(int count) throws SQLException {
    List<Asked> campaigns = Stream.generate(Asked::random).limit(count).toList();
    campaigns.forEach(each -> topic.launch(each, 1));
    Await.until(KNOWN_MAX, () -> database.knows(campaigns));
    return campaigns;
  }

  /** Answers of as many hosts, in turn to each of the campaigns; all are confirmed. */
  void write(List<Asked> campaigns, int answers, int rowsEach) {
    for (int n = 0; n < answers; n++) {
      topic.answer(campaigns.get(n % campaigns.size()), UUID.randomUUID(), rowsEach, () -> {});
    }
    topic.flush();
  }

  /** How many rows of some campaigns are stored. */
  private interface Stored {
    long of(List<Asked> campaigns) throws SQLException;
  }

  /**
   * Lets answers pile up, starts the service and waits until they are stored.
   *
   * @return rows a second, from when the warm-up was stored until the last row was
   */
  double rowsPerSecond(List<Asked> campaigns, int rows, int rowsEach)
      throws IOException, SQLException, InterruptedException {
    return rowsPerSecond(campaigns, rows, rowsEach, database::kept, LOOK_EVERY);
  }

  /** The same where the campaigns' counters may be off. */
  double rowsPerSecondByAnswers(List<Asked> campaigns, int rows, int rowsEach)
      throws IOException, SQLException, InterruptedException {
    return rowsPerSecond(campaigns, rows, rowsEach, database::keptOfAnswers, LOOK_AT_ANSWERS_EVERY);
  }

  private double rowsPerSecond(
      List<Asked> campaigns, int rows, int rowsEach, Stored stored, Duration every)
      throws IOException, SQLException, InterruptedException {
    stack.stopService();
    int answers = Math.ceilDiv(rows, rowsEach);
    int warmUp = (int) (answers * WARM_UP);
    write(campaigns, answers + warmUp, rowsEach);
    stack.startService();
    long all = (long) (answers + warmUp) * rowsEach;
    long before = await(campaigns, (long) warmUp * rowsEach, stored, every);
    long from = System.nanoTime();
    if (before >= all) {
      throw new IllegalStateException("too few answers: all were stored during the warm-up");
    }
    long kept = await(campaigns, all, stored, every);
    double seconds = (System.nanoTime() - from) / 1e9;
    if (kept != all) {
      throw new IllegalStateException(kept + " rows are kept, " + all + " were sent");
    }
    return (all - before) / seconds;
  }

  void await(List<Asked> campaigns, long rows) throws SQLException {
    await(campaigns, rows, database::kept, LOOK_EVERY);
  }

  private long await(List<Asked> campaigns, long rows, Stored stored, Duration every)
      throws SQLException {
    long end = System.nanoTime() + DRAIN_MAX.toNanos();
    long there = stored.of(campaigns);
    while (there < rows) {
      stack.checkService();
      if (System.nanoTime() > end) {
        throw new IllegalStateException("%,d of %,d rows are stored".formatted(there, rows));
      }
      LockSupport.parkNanos(every.toNanos());
      there = stored.of(campaigns);
    }
    return there;
  }
}
