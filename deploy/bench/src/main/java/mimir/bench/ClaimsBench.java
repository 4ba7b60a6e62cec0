package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Claims: against peers, in small and large ledgers, and beside an old snapshot. */
final class ClaimsBench {
  private static final Duration FREE_MAX = Duration.ofHours(2);

  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException {
    var options = ClaimOptions.parse(List.of(arguments));
    // Outside of a service everything is logged, down to what the driver sends, and then kept for
    // a configuration that never comes: a quarter of what db-scheduler's threads did.
    Logger.getLogger("").setLevel(Level.WARNING);
    if (options.has(ClaimOptions.PEERS)) {
      // Before minutes are spent.
      PgbenchClaims.find();
    }
    var goals = new Goals();
    try (var server = LedgerServer.start()) {
      List<ClaimCase> cases = cases(options, server);
      for (ClaimCase each : cases) {
        each.make();
      }
      if (options.when().isPresent()) {
        Path file = options.when().get();
        System.out.println("all is made; it is measured when there is " + file);
        Await.until(FREE_MAX, () -> Files.exists(file));
      }
      for (ClaimCase each : cases) {
        each.measure(goals);
      }
    }
    goals.print();
    if (goals.missed()) {
      System.exit(1);
    }
  }

  private static List<ClaimCase> cases(ClaimOptions options, LedgerServer server) {
    var cases = new ArrayList<ClaimCase>();
    if (options.has(ClaimOptions.PEERS)) {
      cases.add(new ClaimPeers(server, options.rounds()));
    }
    if (options.has(ClaimOptions.SIZE)) {
      cases.add(new ClaimSizes(server, options.rounds()));
    }
    if (options.has(ClaimOptions.SNAPSHOT)) {
      cases.add(new ClaimsBesideSnapshot(server, options.rounds(), options.idle()));
    }
    return cases;
  }

  private ClaimsBench() {}
}
