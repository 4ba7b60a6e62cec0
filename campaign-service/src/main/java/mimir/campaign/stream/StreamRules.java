package mimir.campaign.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What to send to a reader, given what was sent, how the campaign stands, and the time. */
final class StreamRules {
  static final Duration COVERAGE_EVERY_MIN = Duration.ofMillis(500);
  static final Duration COMMENT_AFTER = Duration.ofSeconds(15);

  /** One thing to send. */
  sealed interface Step {
    /** An event of that name; the id names what its reader then has. */
    record Event(String name, String id, String data) implements Step {}

    /** Keeps what is between us and the reader from giving the silent stream up. */
    record Comment() implements Step {}
  }

  /** The steps, and what the reader has been told after them. */
  record Next(List<Step> steps, Told told) {}

  static Next next(Told told, State state, Instant now) {
    var steps = new ArrayList<Step>();
    Told after = told;
    if (!state.statusVersion().equals(after.statusVersion())) {
      after = after.withStatus(state.statusVersion(), now);
      steps.add(new Step.Event("status", after.id(), state.status()));
    }
    if (!state.coverageVersion().equals(after.coverageVersion())
        && !now.isBefore(after.coverageAt().plus(COVERAGE_EVERY_MIN))) {
      after = after.withCoverage(state.coverageVersion(), now);
      steps.add(new Step.Event("coverage", after.id(), state.coverage()));
    }
    if (steps.isEmpty() && !now.isBefore(after.at().plus(COMMENT_AFTER))) {
      after = after.withComment(now);
      steps.add(new Step.Comment());
    }
    return new Next(List.copyOf(steps), after);
  }

  private StreamRules() {}
}
