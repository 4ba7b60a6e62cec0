package mimir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import mimir.bench.AnswerTopic.Asked;

/** After an outage: a backlog is drained while live answers come in behind it. */
final class AnswerBacklog {
  private static final int LIVE_ROWS = 5;
  private static final int LIVE_A_SECOND = 10;
  private static final Duration LIVE_AFTERWARDS = Duration.ofSeconds(10);
  private static final Duration LIVE_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** The first of them is a process that has just started. */
  private static final int STRETCHES = 4;

  private static final double GROWTH_MAX = 1.15;

  private final AnswerStack stack;
  private final AnswerDrain drain;
  private final AnswerTopic topic;
  private final AnswerDatabase database;
  private final Goals goals;

  AnswerBacklog(
      AnswerStack stack,
      AnswerDrain drain,
      AnswerTopic topic,
      AnswerDatabase database,
      Goals goals) {
    this.stack = stack;
    this.drain = drain;
    this.topic = topic;
    this.database = database;
    this.goals = goals;
  }

  void run(int answers, int rowsEach) throws IOException, SQLException, InterruptedException {
    Asked old = drain.launch(1).getFirst();
    Asked live = drain.launch(1).getFirst();
    stack.stopService();
    System.out.printf("backlog: writing %,d answers of %d rows%n", answers, rowsEach);
    drain.write(List.of(old), answers, rowsEach);
    long from = System.nanoTime();
    stack.startService();
    try (var memory = MemoryCurve.of(stack.pid());
        var connection = stack.database();
        var arrivals = Arrivals.watch(hosts -> connection.stored(live.campaignId(), hosts));
        var sender = Executors.newSingleThreadScheduledExecutor()) {
      ScheduledFuture<?> _ =
          sender.scheduleAtFixedRate(
              () -> live(live, arrivals), 0, 1_000 / LIVE_A_SECOND, TimeUnit.MILLISECONDS);
      drain.await(List.of(old), (long) answers * rowsEach);
      double seconds = (System.nanoTime() - from) / 1e9;
      List<Long> curve = memory.most(STRETCHES);
      double[] meanwhile = caughtUp(arrivals);
      arrivals.reset();
      TimeUnit.NANOSECONDS.sleep(LIVE_AFTERWARDS.toNanos());
      sender.shutdown();
      double[] afterwards = caughtUp(arrivals);
      goals.note(
          "backlog of %,d answers, %d rows each".formatted(answers, rowsEach),
          "%.0f s, %,.0f answers/s".formatted(seconds, answers / seconds));
      goals.note("live answers meanwhile", delays(meanwhile));
      goals.note("live answers afterwards", delays(afterwards));
      compare((long) answers * rowsEach, old, curve);
    }
  }

  private void live(Asked campaign, Arrivals arrivals) {
    UUID host = UUID.randomUUID();
    topic.answer(campaign, host, LIVE_ROWS, () -> arrivals.await(host));
  }

  private static double[] caughtUp(Arrivals arrivals) throws SQLException {
    // With some on the way at any time: as few as a healthy service leaves.
    if (!Await.within(LIVE_MAX, LOOK_EVERY, () -> arrivals.missing() < LIVE_A_SECOND)) {
      throw new IllegalStateException(arrivals.missing() + " live answers are not stored");
    }
    return arrivals.sorted();
  }

  private static String delays(double[] sorted) {
    return "p50 %,.0f ms, p99 %,.0f ms, worst %,.0f ms, of %d"
        .formatted(
            OpenLoop.at(sorted, 0.5),
            OpenLoop.at(sorted, 0.99),
            sorted[sorted.length - 1],
            sorted.length);
  }

  private void compare(long sent, Asked old, List<Long> curve) throws SQLException, IOException {
    long kept = database.kept(List.of(old));
    goals.add("rows of the backlog", "%,d".formatted(kept), "%,d".formatted(sent), kept == sent);
    boolean enough = curve.size() == STRETCHES;
    goals.add(
        "RSS in each quarter of the drain",
        curve + " MiB",
        "last <= %.2f x second".formatted(GROWTH_MAX),
        enough && curve.getLast() <= GROWTH_MAX * curve.get(1));
    goals.add(
        "ingest-service fell over",
        stack.serviceLives() ? "no" : "yes",
        "no",
        stack.serviceLives());
  }
}
