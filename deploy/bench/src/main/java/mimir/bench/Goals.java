package mimir.bench;

import java.util.ArrayList;
import java.util.List;

/** A table of what was measured and what it should be; remembers what was missed. */
final class Goals {
  private final List<String> lines = new ArrayList<>();
  private boolean missed;

  void add(String what, String measured, String goal, boolean reached) {
    lines.add(
        "%-52s %16s   goal %-22s %s"
            .formatted(what, measured, goal, reached ? "reached" : "MISSED"));
    missed |= !reached;
  }

  /** A figure for which there is no goal. */
  void note(String what, String measured) {
    lines.add("%-52s %16s".formatted(what, measured));
  }

  /** Rows a second of several rounds: their medians, and as a goal the ratio of the two. */
  void rates(Rates ours, Rates theirs, String ratio, double min) {
    double measured = ours.median() / theirs.median();
    for (Rates each : List.of(ours, theirs)) {
      note(each.what(), "%,.0f rows/s".formatted(each.median()));
    }
    add(ratio, "%.2f".formatted(measured), ">= %.2f".formatted(min), measured >= min);
  }

  /**
   * @param perSecond one for each round
   */
  record Rates(String what, List<Double> perSecond) {
    double median() {
      return Medians.of(perSecond);
    }
  }

  void print() {
    System.out.println();
    lines.forEach(System.out::println);
  }

  boolean missed() {
    return missed;
  }
}
