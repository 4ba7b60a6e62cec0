package mimir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;

/**
 * What taking an answer costs: whether large ones of many hosts at once are all taken in bounded
 * memory, and how long a small one takes beside a bare send of the same bytes to the same Kafka.
 */
final class WriteBench {
  private static final int LARGE_HOSTS = 20;
  private static final int RATE = 1_000;
  private static final int ROUNDS = 3;
  private static final int SECONDS = 15;

  /** The JVM compiles for about a minute, and on two cores nobody else has that one meanwhile. */
  private static final int WARM_UPS = 3;

  private static final double MILLIS_MAX = 50;
  private static final double RATIO_MAX = 3;
  private static final double P99 = 0.99;

  private final WriteStack stack;
  private final WriteLedger ledger;
  private final Goals goals = new Goals();

  private WriteBench(WriteStack stack, WriteLedger ledger) {
    this.stack = stack;
    this.ledger = ledger;
  }

  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException, ExecutionException {
    int hosts = arguments.length < 1 ? LARGE_HOSTS : Integer.parseInt(arguments[0]);
    int rate = arguments.length < 2 ? RATE : Integer.parseInt(arguments[1]);
    int rounds = arguments.length < 3 ? ROUNDS : Integer.parseInt(arguments[2]);
    int seconds = arguments.length < 4 ? SECONDS : Integer.parseInt(arguments[3]);
    boolean missed;
    try (var stack = WriteStack.start();
        var connection = stack.connect()) {
      var ledger = new WriteLedger(connection);
      var bench = new WriteBench(stack, ledger);
      var writes = new SmallWrites(rate, seconds);
      ledger.enroll(Math.max(hosts, writes.writes()));
      stack.restart();
      if (rounds > 0) {
        bench.small(writes, rate, rounds);
      }
      if (hosts > 0) {
        bench.large("large, key in the header", hosts, true);
        bench.large("large, key in the body only", hosts, false);
      }
      bench.goals.add(
          "dispatch-service fell over",
          stack.serviceLives() ? "no" : "yes",
          "no",
          stack.serviceLives());
      if (stack.serviceLives()) {
        bench.goals.note("its peak RSS (-Xmx256m)", stack.servicePeak() + " MiB");
      }
      bench.goals.print();
      missed = bench.goals.missed();
    }
    if (missed) {
      System.exit(1);
    }
  }

  private void small(SmallWrites writes, int rate, int rounds)
      throws SQLException, InterruptedException, IOException {
    var bare = new ArrayList<Double>();
    var door = new ArrayList<Double>();
    int answered = 0;
    for (int round = 1 - WARM_UPS; round <= rounds; round++) {
      String campaign = round < 1 ? "warm-up " + (round + WARM_UPS) : "round " + round;
      ledger.lease(campaign, writes.writes());
      double send = told(campaign, "bare", writes.bareKafka(stack.bootstrap(), stack.bareTopic()));
      double write = told(campaign, "write", writes.throughTheDoor(stack.agentPort(), campaign));
      answered += ledger.answered(campaign);
      if (round == 1 - WARM_UPS) {
        goals.note("write acknowledged by a service that is cold, p99", millis(write));
      }
      if (round > 0) {
        bare.add(send);
        door.add(write);
      }
    }
    int sent = (WARM_UPS + rounds) * writes.writes();
    goals.add(
        "small writes, answered in the ledger",
        "%,d".formatted(answered),
        "%,d".formatted(sent),
        answered == sent);
    double p99 = Medians.of(door);
    double ratio = p99 / Medians.of(bare);
    goals.note("bare Kafka (acks=all), p99 at %,d/s".formatted(rate), millis(Medians.of(bare)));
    goals.add(
        "write acknowledged, p99 at %,d/s".formatted(rate),
        millis(p99),
        "<= %.0f ms".formatted(MILLIS_MAX),
        p99 <= MILLIS_MAX);
    goals.add("the same, in bare sends", "%.2f x".formatted(ratio), "<= 3 x", ratio <= RATIO_MAX);
  }

  private static double told(String round, String what, double[] sorted) {
    System.out.printf(
        "%-9s %-5s %,d calls: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        round,
        what,
        sorted.length,
        OpenLoop.at(sorted, 0.5),
        OpenLoop.at(sorted, P99),
        sorted[sorted.length - 1]);
    return OpenLoop.at(sorted, P99);
  }

  private void large(String what, int hosts, boolean keyInHeader)
      throws SQLException, InterruptedException, ExecutionException {
    ledger.lease(what, hosts);
    LargeWrites.Outcome outcome;
    try (var heap = HeapWatch.of(stack.managementPort())) {
      outcome = new LargeWrites(stack.agentPort()).run(what, hosts, keyInHeader);
      goals.note(what + ", fullest heap", heap.most() + " MiB");
    }
    System.out.printf("%s: %s%n", what, outcome.told());
    var uploads = Uploads.of(stack.bootstrap(), stack.resultsTopic(), WriteLedger.campaignId(what));
    int answered = ledger.answered(what);
    long whole = uploads.hostsWith(LargeWrites.ROWS);
    goals.add(
        what + ", acknowledged and in the ledger",
        "%d of %d".formatted(answered, hosts),
        "all",
        answered == hosts);
    goals.add(
        what + ", whole on the topic",
        "%d of %d".formatted(whole, hosts),
        "all, each once",
        whole == hosts && uploads.count() == hosts);
    goals.note(what + ", until the last", "%.0f s".formatted(outcome.seconds()));
    goals.note(what + ", requests", Integer.toString(outcome.attempts()));
  }

  private static String millis(double value) {
    return "%.1f ms".formatted(value);
  }
}
