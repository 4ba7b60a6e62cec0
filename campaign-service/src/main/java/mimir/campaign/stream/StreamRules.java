package mimir.campaign.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** What to send to a reader, given what was sent, how the campaign stands, and the time. */
final class StreamRules {
  static final Duration COVERAGE_EVERY_MIN = Duration.ofMillis(500);
  static final Duration COMMENT_AFTER = Duration.ofSeconds(15);

  /** Open streams of a replica: a quarter of the gateway's connections to the whole service. */
  static final int STREAMS_MAX = 256;

  /** Open streams of one person at a replica: one for each open page. */
  static final int STREAMS_PER_PERSON_MAX = 16;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(15);

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

  /**
   * Why there is no room for one more; empty when there is.
   *
   * @param open streams of the replica
   * @param ofPerson those among them of the one who asks
   */
  static Optional<Refused> refusal(long open, long ofPerson) {
    if (ofPerson >= STREAMS_PER_PERSON_MAX) {
      return Optional.of(
          full("You follow %d campaigns already; close one.".formatted(STREAMS_PER_PERSON_MAX)));
    }
    return open >= STREAMS_MAX
        ? Optional.of(full("Too many people follow campaigns now; try again later."))
        : Optional.empty();
  }

  private static Refused full(String detail) {
    return new Refused(
        ErrorCode.TOO_MANY_STREAMS, detail, Map.of("retry_after_seconds", RETRY_AFTER.toSeconds()));
  }

  private StreamRules() {}
}
