package mimir.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Claims: against pgbench that runs the same statement and against db-scheduler; with a small and a
 * large ledger; beside a session that holds a snapshot while all of the ledger changes. Contenders
 * take turns, each with a database of its own that was made by copying the same files.
 */
final class ClaimsBench {
  private static final int HOSTS = 100_000;
  private static final int PENDING_EACH = 10;
  private static final int CLIENTS = 64;
  private static final int ROUNDS = 3;
  private static final int WARM_UP_TURNS = 60_000;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration MEASURED = Duration.ofSeconds(8);

  private static final double OF_PGBENCH = 0.7;
  private static final double OF_SCHEDULER = 3;
  private static final double SIZE_RATIO_MAX = 1.3;
  private static final double OF_CLEAN = 0.6;

  /** What a pool of the service holds unless told otherwise. */
  private static final int POOL = 8;

  // 64 threads in all, as 4 instances: one instance alone picks with one thread only.
  private static final int INSTANCES = 4;
  private static final int THREADS = CLIENTS / INSTANCES;

  private static final String MILLION = "million";
  private static final String TURN = "turn";

  private static final String IDLE = "idle=";

  private final LedgerServer server;
  private final int rounds;
  private final Duration idle;
  private final Goals goals = new Goals();

  private ClaimsBench(LedgerServer server, int rounds, Duration idle) {
    this.server = server;
    this.rounds = rounds;
    this.idle = idle;
  }

  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException {
    int rounds = ROUNDS;
    Duration idle = Duration.ZERO;
    var cases = new ArrayList<String>();
    for (String argument : arguments) {
      if (argument.chars().allMatch(Character::isDigit)) {
        rounds = Integer.parseInt(argument);
      } else if (argument.startsWith(IDLE)) {
        idle = Duration.ofSeconds(Long.parseLong(argument.substring(IDLE.length())));
      } else {
        cases.add(argument);
      }
    }
    if (!List.of("peers", "size", "snapshot").containsAll(cases)) {
      throw new IllegalArgumentException("cases are peers, size and snapshot, not " + cases);
    }
    // Before minutes are spent.
    PgbenchClaims.find();
    boolean missed;
    try (var server = LedgerServer.start()) {
      var bench = new ClaimsBench(server, rounds, idle);
      if (cases.isEmpty() || cases.contains("peers") || cases.contains("snapshot")) {
        bench.make(MILLION, HOSTS, PENDING_EACH, 0);
      }
      if (cases.isEmpty() || cases.contains("peers")) {
        bench.peers();
      }
      if (cases.isEmpty() || cases.contains("snapshot")) {
        bench.snapshot();
      }
      if (cases.isEmpty() || cases.contains("size")) {
        bench.size();
      }
      bench.goals.print();
      missed = bench.goals.missed();
    }
    if (missed) {
      System.exit(1);
    }
  }

  private void make(String database, int hosts, int campaigns, int ended) throws SQLException {
    System.out.printf(
        "making %s: %,d hosts × %d campaigns, of which %d have ended%n",
        database, hosts, campaigns, ended);
    try (var connection = server.connect(server.migrated(database))) {
      new LedgerTables(connection).fill(hosts, campaigns, ended);
    }
  }

  private void peers() throws IOException, SQLException, InterruptedException {
    try (var connection = server.connect(server.migrated("tasks"))) {
      SchedulerClaims.fill(connection, HOSTS * PENDING_EACH);
    }
    var pgbench = new PgbenchClaims(server, HOSTS);
    var scheduler = new SchedulerClaims(server);
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      server.copy(MILLION, TURN);
      pgbench.perSecond(TURN, CLIENTS, (int) WARM_UP.toSeconds());
      note(
          rates,
          "pgbench -M prepared, 64 clients",
          pgbench.perSecond(TURN, CLIENTS, (int) MEASURED.toSeconds()));
      for (int pool : List.of(POOL, CLIENTS)) {
        server.copy(MILLION, TURN);
        note(rates, "ours, 64 clients, pool of " + pool, ours(pool));
      }
      server.copy("tasks", TURN);
      note(
          rates,
          "db-scheduler, %d × %d threads".formatted(INSTANCES, THREADS),
          scheduler.perSecond(TURN, INSTANCES, THREADS, WARM_UP_TURNS, MEASURED));
    }
    server.drop(TURN);
    server.drop("tasks");
    List<Double> medians = rates.values().stream().map(ClaimsBench::median).toList();
    List<String> names = List.copyOf(rates.keySet());
    for (int i = 0; i < names.size(); i++) {
      goals.note("claims/s: " + names.get(i), "%,.0f".formatted(medians.get(i)));
    }
    double ours = medians.get(1);
    double ofPgbench = ours / medians.getFirst();
    double ofScheduler = ours / medians.getLast();
    goals.add(
        "ours (pool of %d) / pgbench".formatted(POOL),
        "%.2f".formatted(ofPgbench),
        "≥ " + OF_PGBENCH,
        ofPgbench >= OF_PGBENCH);
    goals.add(
        "ours (pool of %d) / db-scheduler".formatted(POOL),
        "%.2f".formatted(ofScheduler),
        "≥ " + OF_SCHEDULER,
        ofScheduler >= OF_SCHEDULER);
  }

  private double ours(int pool) throws SQLException, InterruptedException {
    try (var claims = new ServiceClaims(server, TURN, HOSTS, pool)) {
      // By turns and not by time: on a busy machine the JVM is not warm after any given time.
      claims.warmUp(CLIENTS, WARM_UP_TURNS);
      return claims.perSecond(CLIENTS, MEASURED);
    }
  }

  /** One client alone: what a claim costs, and not what it waits for. */
  private void size() throws SQLException {
    int each = 800;
    make("small", 1_000, PENDING_EACH, 0);
    make("ended", HOSTS, 10 * PENDING_EACH, 9 * PENDING_EACH);
    make("open", HOSTS, 10 * PENDING_EACH, 0);
    Map<String, List<Double>> costs = new LinkedHashMap<>();
    // The first round warms up the JVM.
    for (int round = 0; round <= 2 * rounds; round++) {
      for (String database : List.of("small", "ended", "open")) {
        boolean small = database.equals("small");
        String turn = small ? server.copy("small", TURN) : database;
        int first = 1 + (small ? 0 : round * 1_000);
        try (var claims = new ServiceClaims(server, turn, HOSTS, 1)) {
          // Prepares the statement and fills the caches of the connection.
          claims.micros(first, first + 200);
          double micros = claims.micros(first + 200, first + 200 + each);
          if (round > 0) {
            note(costs, "µs a claim, ledger " + database, micros);
          }
        }
      }
    }
    List.of(TURN, "small", "ended", "open").forEach(this::discard);
    List<Double> medians = costs.values().stream().map(ClaimsBench::median).toList();
    goals.note("µs a claim: 10,000 rows", "%,.0f".formatted(medians.get(0)));
    against("10,000,000 rows, 9 of 10 ended", medians.get(1), medians.get(0));
    against("10,000,000 rows, all pending", medians.get(2), medians.get(0));
  }

  private void against(String what, double micros, double small) {
    goals.note("µs a claim: " + what, "%,.0f".formatted(micros));
    double ratio = micros / small;
    goals.add(
        what + " / 10,000 rows",
        "%.2f".formatted(ratio),
        "≤ " + SIZE_RATIO_MAX,
        ratio <= SIZE_RATIO_MAX);
  }

  private void discard(String database) {
    try {
      server.drop(database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Half of a million assignments are leased and answered: a million changes. What they leave
   * behind cannot be removed while a snapshot is held that is older. How much was changed meanwhile
   * is what a claim feels; for how long it is held, only as far as more changes follow.
   */
  private void snapshot() throws SQLException, InterruptedException {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (boolean held : List.of(false, true)) {
        server.copy(MILLION, TURN);
        try (var connection = server.connect(TURN);
            var other = server.connect(TURN)) {
          long since = System.nanoTime();
          if (held) {
            hold(other);
          }
          var tables = new LedgerTables(connection);
          long changes = 0;
          for (int campaign = PENDING_EACH; campaign > PENDING_EACH / 2; campaign--) {
            changes += tables.workOff(campaign);
          }
          tables.vacuum();
          if (held) {
            Duration left = idle.minusNanos(System.nanoTime() - since);
            Thread.sleep(left.isNegative() ? Duration.ZERO : left);
          }
          note(
              rates,
              "%,d changes, %s".formatted(changes, held ? "snapshot held" : "clean"),
              ours(POOL));
        }
      }
    }
    server.drop(TURN);
    List<Double> medians = rates.values().stream().map(ClaimsBench::median).toList();
    List<String> names = List.copyOf(rates.keySet());
    for (int i = 0; i < names.size(); i++) {
      goals.note("claims/s after " + names.get(i), "%,.0f".formatted(medians.get(i)));
    }
    double ratio = medians.get(1) / medians.get(0);
    goals.add(
        "with an old snapshot / clean",
        "%.2f".formatted(ratio),
        "≥ " + OF_CLEAN,
        ratio >= OF_CLEAN);
  }

  private static void hold(Connection other) throws SQLException {
    other.setAutoCommit(false);
    other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (var statement = other.createStatement()) {
      statement.execute("SELECT count(*) FROM campaign");
    }
  }

  private static void note(Map<String, List<Double>> figures, String what, double figure) {
    System.out.printf("  %-48s %,10.0f%n", what, figure);
    figures.computeIfAbsent(what, _ -> new ArrayList<>()).add(figure);
  }

  private static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
