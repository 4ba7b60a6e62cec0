package mimir.dispatch.osquery;

import java.time.Duration;
import java.time.Instant;

/** Whether an agent's own time of its answer can be believed. */
final class ReportedAt {
  private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

  /** The agent's time, or null when it sent none or one that cannot be. */
  static Instant sane(Instant agents, Instant launchedAt, Instant receivedAt) {
    if (agents == null
        || agents.isBefore(launchedAt)
        || agents.isAfter(receivedAt.plus(AHEAD_MAX))) {
      return null;
    }
    return agents;
  }

  private ReportedAt() {}
}
