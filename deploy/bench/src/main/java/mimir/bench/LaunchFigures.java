package mimir.bench;

import java.util.ArrayList;
import java.util.List;

/** What {@link LaunchBench} measured, all in milliseconds, and how it compares with the goals. */
final class LaunchFigures {
  private static final double RATIO_MAX = 3;
  private static final double STOP_MILLIS_MAX = 300;

  final List<Double> bare = new ArrayList<>();
  final List<Launched> launches = new ArrayList<>();
  final List<Double> stopsLater = new ArrayList<>();

  /**
   * A launch at one host, made right after the 201 of a large one.
   *
   * @param call from the request to the 201
   * @param chunk from the large one's 201 to its only chunk
   */
  record Small(double call, double chunk, double stop) {}

  /**
   * How far a large launch came, from its 201.
   *
   * @param handedOut null when all was published before the first enrolled host had its work
   * @param stop null when it was not stopped while chunks were written
   * @param stoppedAt how much was published then
   */
  record Published(
      Double handedOut, double lastChunk, Double stop, LaunchDatabase.Published stoppedAt) {}

  /**
   * A large launch.
   *
   * @param call from the request to the 201
   * @param inLedger from the 201 until the ledger had every assignment
   */
  record Launched(double call, Small meanwhile, Published published, double inLedger) {}

  void compare(Goals goals) {
    double bareMillis = median(bare);
    double launchMillis = median(launches.stream().map(Launched::call).toList());
    double ratio = launchMillis / bareMillis;
    goals.note("bare INSERT … SELECT, median", millis(bareMillis));
    goals.note("launch, median", millis(launchMillis));
    goals.add("launch / bare", "%.2f".formatted(ratio), "<= 3", ratio <= RATIO_MAX);
    launches.forEach(launch -> compare(goals, launch));
    stopsLater.forEach(millis -> stop(goals, "stop, all of it in the ledger", millis));
  }

  private static void compare(Goals goals, Launched launch) {
    Published published = launch.published();
    Double handedOut = published.handedOut();
    goals.note("last chunk written after the 201", millis(published.lastChunk()));
    goals.add(
        "  first host has its work",
        handedOut == null ? "later" : millis(handedOut),
        "before the last chunk",
        handedOut != null);
    Small small = launch.meanwhile();
    goals.note("  launch at one host meanwhile, the call", millis(small.call()));
    goals.add(
        "  its chunk is written",
        millis(small.chunk()),
        "before the last chunk",
        small.chunk() < published.lastChunk());
    stop(goals, "  stop of that one", small.stop());
    if (published.stop() != null) {
      LaunchDatabase.Published at = published.stoppedAt();
      stop(
          goals,
          "  stop, %d of %d chunks written".formatted(at.chunks(), at.of()),
          published.stop());
    }
    goals.note("  all in the ledger", millis(launch.inLedger()));
  }

  private static void stop(Goals goals, String what, double millis) {
    goals.add(what, millis(millis), "<= 300 ms", millis <= STOP_MILLIS_MAX);
  }

  static String millis(double value) {
    return "%,.0f ms".formatted(value);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
