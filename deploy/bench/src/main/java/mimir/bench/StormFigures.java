package mimir.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mimir.fleet.PollTimes;
import mimir.journey.ClaimPaceRules;
import org.HdrHistogram.Histogram;

/**
 * What one storm gave.
 *
 * @param stored answers in ingest-service, each of another host
 * @param firstWave polls until there were as many as hosts
 * @param overflows times that a connection came to a full {@link AcceptQueue}
 * @param duplicatesSent writes that repeated an earlier one, lost replies and broken connections
 * @param duplicatesCounted by those replicas that live
 */
record StormFigures(
    double seconds,
    long responded,
    long stored,
    List<Instant> claims,
    PollTimes times,
    Histogram firstWave,
    long overflows,
    long polls,
    long duplicatesSent,
    double duplicatesCounted,
    int breaches) {

  /** MIMIR_DISPATCH_RATE and MIMIR_DISPATCH_BURST as they are when nobody sets them. */
  private static final int RATE = 200;

  private static final int BURST = 400;
  private static final double P99_MILLIS_MAX = 1_000;

  static final Duration PACED = Duration.ofSeconds(1).dividedBy(RATE);

  /**
   * @param last of the storms: the one whose speed has a goal
   */
  void compare(Goals goals, StormOptions options, boolean last) {
    int hosts = options.hosts();
    goals.add("answered", "" + responded, "= " + hosts, responded == hosts);
    goals.add("answers stored", "" + stored, "= " + hosts, stored == hosts);
    goals.note("from coming back to all answered", "%.1f s".formatted(seconds));
    goals.note("at the token bucket's rate", "%.1f s".formatted((hosts - BURST) / (double) RATE));
    goals.note("claims", "" + claims.size());
    double burst = ClaimPaceRules.burst(claims, RATE);
    goals.add(
        "most claims in a window beyond %d/s × t".formatted(RATE),
        "%.1f".formatted(burst),
        "≤ " + BURST,
        burst <= BURST);
    goals.note("polls", "%d, %d failed".formatted(polls, times.failed()));
    double p99 = times.polls().getValueAtPercentile(99) / 1e3;
    if (last) {
      goals.add(
          "poll, p99 (" + (options.tls() ? "TLS" : "plain HTTP") + ")",
          "%.0f ms".formatted(p99),
          "≤ 1 s",
          p99 <= P99_MILLIS_MAX);
    }
    goals.note("poll, p50 / p99 / max", spread(times.polls()));
    goals.note("of the first wave", spread(firstWave));
    Histogram later = times.polls();
    later.subtract(firstWave);
    goals.note("of the " + later.getTotalCount() + " after it", spread(later));
    goals.note("the same without connecting", spread(times.afterConnecting()));
    goals.note(
        "connecting, " + times.connecting().getTotalCount() + " times", spread(times.connecting()));
    goals.note("turned away by a full accept queue", overflows + " times");
    goals.note(
        "duplicates that the service counted since its start", "%.0f".formatted(duplicatesCounted));
    if (options.faults()) {
      goals.add("duplicates sent", "" + duplicatesSent, "> 0", duplicatesSent > 0);
    }
    goals.add("invariants broken", "" + breaches, "none", breaches == 0);
  }

  private static String spread(Histogram micros) {
    return "%.1f / %.0f / %.0f ms"
        .formatted(
            micros.getValueAtPercentile(50) / 1e3,
            micros.getValueAtPercentile(99) / 1e3,
            micros.getMaxValue() / 1e3);
  }
}
