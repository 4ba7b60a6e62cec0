package mimir.fleet;

import java.util.Collection;
import java.util.function.ToLongFunction;
import mimir.fleet.wire.WireCounts;

/** The counts of all hosts, added up at one moment. */
public record FleetCounts(
    int hosts,
    int online,
    long enrolments,
    long polls,
    long queriesRun,
    long answersAccepted,
    long duplicatesSent,
    long errors,
    long killed) {

  static FleetCounts of(Collection<SimulatedHost> hosts) {
    return new FleetCounts(
        hosts.size(),
        (int) hosts.stream().filter(SimulatedHost::isOnline).count(),
        sum(hosts, WireCounts::enrolments),
        sum(hosts, WireCounts::polls),
        sum(hosts, WireCounts::queriesRun),
        sum(hosts, WireCounts::answersAccepted),
        sum(hosts, WireCounts::duplicatesSent),
        sum(hosts, WireCounts::errors),
        sum(hosts, WireCounts::killed));
  }

  private static long sum(Collection<SimulatedHost> hosts, ToLongFunction<WireCounts> count) {
    return hosts.stream().mapToLong(host -> count.applyAsLong(host.counts())).sum();
  }

  /** One line for people. */
  String summary() {
    return "%d hosts, %d online; enrolments %d, polls %d, queries run %d, answers accepted %d, "
            .formatted(hosts, online, enrolments, polls, queriesRun, answersAccepted)
        + "duplicates sent %d, errors %d, workers killed %d"
            .formatted(duplicatesSent, errors, killed);
  }
}
