package mimir.bench;

import java.sql.SQLException;
import java.util.List;

/**
 * What a claim costs in a ledger of 10,000 rows and in ones of 10,000,000, of which nearly all has
 * ended or nothing has. One client alone: what a claim costs, and not what it waits for.
 */
final class ClaimSizes implements ClaimCase {
  private static final int HOSTS = 100_000;
  private static final int CAMPAIGNS = 100;
  private static final int OPEN_OF_ENDED = 10;

  private static final int SMALL_HOSTS = 1_000;
  private static final int SMALL_CAMPAIGNS = 10;

  private static final int UNMEASURED = 200;
  private static final int MEASURED = 800;
  private static final double RATIO_MAX = 1.3;

  private static final String SMALL = "small";
  private static final String ENDED = "ended";
  private static final String PENDING = "pending";
  private static final String TURN = "turn";

  private final LedgerServer server;
  private final int rounds;

  ClaimSizes(LedgerServer server, int rounds) {
    this.server = server;
    this.rounds = rounds;
  }

  @Override
  public void make() throws SQLException {
    LedgerTables.make(server, SMALL, SMALL_HOSTS, SMALL_CAMPAIGNS, 0);
    LedgerTables.make(server, ENDED, HOSTS, CAMPAIGNS, CAMPAIGNS - OPEN_OF_ENDED);
    LedgerTables.make(server, PENDING, HOSTS, CAMPAIGNS, 0);
  }

  @Override
  public void measure(Goals goals) throws SQLException {
    var figures = new ClaimFigures();
    // The first round warms up the JVM.
    for (int round = 0; round <= 2 * rounds; round++) {
      for (String database : List.of(SMALL, ENDED, PENDING)) {
        double micros = micros(database, round);
        if (round > 0) {
          figures.add(rows(database), micros);
        }
      }
    }
    figures.print(goals, "µs a claim");
    for (String database : List.of(ENDED, PENDING)) {
      double ratio = figures.ratio(rows(database), rows(SMALL));
      goals.add(
          rows(database) + " / " + rows(SMALL),
          "%.2f".formatted(ratio),
          "≤ " + RATIO_MAX,
          ratio <= RATIO_MAX);
    }
    for (String database : new String[] {TURN, SMALL, ENDED, PENDING}) {
      server.drop(database);
    }
  }

  /** The large ones have hosts for each round; the small one is made anew. */
  private double micros(String database, int round) throws SQLException {
    boolean small = database.equals(SMALL);
    String turn = small ? server.copy(SMALL, TURN) : database;
    int first = 1 + (small ? 0 : round * SMALL_HOSTS);
    try (var claims = new ServiceClaims(server, turn, HOSTS, 1)) {
      // Prepares the statement and fills the caches of the connection.
      claims.micros(first, first + UNMEASURED);
      return claims.micros(first + UNMEASURED, first + UNMEASURED + MEASURED);
    }
  }

  private static String rows(String database) {
    return switch (database) {
      case SMALL -> "10,000 rows";
      case ENDED -> "10,000,000 rows, 9 of 10 ended";
      default -> "10,000,000 rows, all pending";
    };
  }
}
