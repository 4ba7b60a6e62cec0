package mimir.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Claims beside a session that idles in a transaction from before a million changes, against claims
 * after the same changes without such a session. What they leave behind cannot be removed while the
 * older snapshot is held. Half of a million assignments are leased and answered; the claims are of
 * the other half.
 */
final class ClaimsBesideSnapshot implements ClaimCase {
  private static final double OF_CLEAN = 0.6;
  private static final int CLAIMS = 50_000;

  private static final String CLEAN = "clean";
  private static final String HELD = "held";

  private final LedgerServer server;
  private final int rounds;
  private final Duration idle;
  private Connection other;
  private long heldAt;

  ClaimsBesideSnapshot(LedgerServer server, int rounds, Duration idle) {
    this.server = server;
    this.rounds = rounds;
    this.idle = idle;
    // What was not warm-up or measured is left over; nobody may run dry.
    int claims = ClaimPeers.WARM_UP_TURNS + rounds * CLAIMS;
    if (claims > ClaimPeers.HOSTS * ClaimPeers.PENDING_EACH / 2) {
      throw new IllegalArgumentException("not enough work for " + rounds + " rounds");
    }
  }

  @Override
  public void make() throws SQLException {
    LedgerTables.make(server, CLEAN, ClaimPeers.HOSTS, ClaimPeers.PENDING_EACH, 0);
    server.copy(CLEAN, HELD);
    other = server.connect(HELD);
    new LedgerTables(other).hold();
    heldAt = System.nanoTime();
    change(CLEAN);
    change(HELD);
  }

  private void change(String database) throws SQLException {
    try (var connection = server.connect(database)) {
      var tables = new LedgerTables(connection);
      long changes = 0;
      for (int n = ClaimPeers.PENDING_EACH; n > ClaimPeers.PENDING_EACH / 2; n--) {
        changes += tables.workOff(n);
      }
      tables.vacuum();
      System.out.printf("%s: %,d changes%n", database, changes);
    }
  }

  @Override
  public void measure(Goals goals) throws SQLException, InterruptedException {
    Duration left = idle.minusNanos(System.nanoTime() - heldAt);
    Thread.sleep(left.isNegative() ? Duration.ZERO : left);
    var figures = new ClaimFigures();
    try (var clean = new ServiceClaims(server, CLEAN, ClaimPeers.HOSTS, ClaimPeers.POOL);
        var held = new ServiceClaims(server, HELD, ClaimPeers.HOSTS, ClaimPeers.POOL)) {
      clean.turns(ClaimPeers.CLIENTS, ClaimPeers.WARM_UP_TURNS);
      held.turns(ClaimPeers.CLIENTS, ClaimPeers.WARM_UP_TURNS);
      goals.note(
          "the snapshot was held before the first measured claim",
          "%,d s".formatted(Duration.ofNanos(System.nanoTime() - heldAt).toSeconds()));
      for (int round = 0; round < rounds; round++) {
        figures.add(CLEAN, clean.turns(ClaimPeers.CLIENTS, CLAIMS));
        figures.add(HELD, held.turns(ClaimPeers.CLIENTS, CLAIMS));
      }
    }
    figures.print(goals, "claims/s after 1,000,000 changes");
    ClaimPeers.atLeast(goals, "with an old snapshot / clean", figures.ratio(HELD, CLEAN), OF_CLEAN);
    other.close();
    server.drop(CLEAN);
    server.drop(HELD);
  }
}
