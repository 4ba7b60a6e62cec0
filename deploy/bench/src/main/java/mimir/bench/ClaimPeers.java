package mimir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The service's claims against pgbench that runs the same statement, and against db-scheduler, from
 * the same number of due rows in the same PostgreSQL. Contenders take turns, each with a database
 * that was made by copying the same files. What is counted:
 *
 * <ul>
 *   <li>ours and pgbench: assignments that were leased to their host and are read by the client;
 *       each of 64 clients asks for one host at a time. Ours also asks the guard.
 *   <li>db-scheduler: executions that were picked and handed to a thread that has nothing to do and
 *       so ends at once, which db-scheduler writes down as a DELETE. It cannot be told not to: rows
 *       that stay are passed over by each further poll. An answer to an assignment is a further
 *       statement as well, and is not part of a claim.
 * </ul>
 */
final class ClaimPeers implements ClaimCase {
  static final int HOSTS = 100_000;
  static final int PENDING_EACH = 10;
  static final int CLIENTS = 64;
  static final int WARM_UP_TURNS = 120_000;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration MEASURED = Duration.ofSeconds(8);

  private static final double OF_PGBENCH = 0.7;
  private static final double OF_SCHEDULER = 3;

  /** What a pool of the service holds unless told otherwise. */
  static final int POOL = 8;

  private static final String MILLION = "million";
  private static final String TASKS = "tasks";
  private static final String TURN = "turn";

  private static final String PGBENCH = "pgbench -M prepared, 64 clients";
  private static final String OURS = "ours, 64 clients, pool of " + POOL;

  private final LedgerServer server;
  private final int rounds;

  ClaimPeers(LedgerServer server, int rounds) {
    this.server = server;
    this.rounds = rounds;
  }

  @Override
  public void make() throws SQLException {
    LedgerTables.make(server, MILLION, HOSTS, PENDING_EACH, 0);
    try (var connection = server.connect(server.migrated(TASKS))) {
      SchedulerClaims.fill(connection, HOSTS * PENDING_EACH);
    }
  }

  @Override
  public void measure(Goals goals) throws IOException, SQLException, InterruptedException {
    var pgbench = new PgbenchClaims(server, HOSTS);
    var scheduler = new SchedulerClaims(server);
    // Theirs and ours run in this JVM, which compiles for longer than one warm-up lasts.
    System.out.println("a round that does not count");
    round(pgbench, scheduler, new ClaimFigures());
    System.out.println("rounds that do");
    var figures = new ClaimFigures();
    for (int round = 0; round < rounds; round++) {
      round(pgbench, scheduler, figures);
    }
    figures.print(goals, "claims/s");
    atLeast(goals, "ours / pgbench", figures.ratio(OURS, PGBENCH), OF_PGBENCH);
    atLeast(goals, "ours / db-scheduler", figures.ratio(OURS, SchedulerClaims.NAME), OF_SCHEDULER);
    for (String database : new String[] {TURN, MILLION, TASKS}) {
      server.drop(database);
    }
  }

  private void round(PgbenchClaims pgbench, SchedulerClaims scheduler, ClaimFigures figures)
      throws IOException, SQLException, InterruptedException {
    server.copy(MILLION, TURN);
    pgbench.perSecond(TURN, CLIENTS, (int) WARM_UP.toSeconds());
    figures.add(PGBENCH, pgbench.perSecond(TURN, CLIENTS, (int) MEASURED.toSeconds()));
    server.copy(MILLION, TURN);
    figures.add(OURS, ours());
    server.copy(TASKS, TURN);
    figures.add(SchedulerClaims.NAME, scheduler.perSecond(TURN, WARM_UP_TURNS, MEASURED));
  }

  private double ours() throws SQLException, InterruptedException {
    try (var claims = new ServiceClaims(server, TURN, HOSTS, POOL)) {
      // By turns and not by time: on a busy machine the JVM is not warm after any given time.
      claims.turns(CLIENTS, WARM_UP_TURNS);
      return claims.perSecond(CLIENTS, MEASURED);
    }
  }

  static void atLeast(Goals goals, String what, double ratio, double goal) {
    goals.add(what, "%.2f".formatted(ratio), "≥ " + goal, ratio >= goal);
  }
}
