package mimir.dispatch.assignments;

import static mimir.dispatch.assignments.Given.NOW;

import jakarta.inject.Inject;
import mimir.dispatch.TestClock;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What a test needs in which replicas and an operator change the same rows. */
abstract class AtOnceInTheLedger {
  @Inject AssignmentLedger ledger;
  @Inject AssignmentEnds ends;
  @Inject ClaimAssignments claims;
  @Inject Claims turns;
  @Inject Jdbi jdbi;

  final Threads threads = new Threads();
  final TestClock clock = new TestClock(NOW.plusSeconds(1));
  Given given;
  StopSweep sweep;

  @BeforeEach
  void given() {
    jdbi.useHandle(handle -> handle.execute("UPDATE campaign SET sweep_at = NULL"));
    given = new Given(jdbi);
    sweep = new StopSweep(jdbi, ends, clock);
  }

  @AfterEach
  void end() {
    threads.close();
  }
}
