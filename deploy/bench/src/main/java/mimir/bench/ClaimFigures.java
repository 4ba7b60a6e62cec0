package mimir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each contender did in each round. */
final class ClaimFigures {
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();

  void add(String contender, double figure) {
    System.out.printf("  %-52s %,10.0f%n", contender, figure);
    figures.computeIfAbsent(contender, _ -> new ArrayList<>()).add(figure);
  }

  /** The median of each contender. */
  void print(Goals goals, String unit) {
    figures
        .keySet()
        .forEach(each -> goals.note(unit + ": " + each, "%,.0f".formatted(median(each))));
  }

  double ratio(String contender, String other) {
    return median(contender) / median(other);
  }

  private double median(String contender) {
    return Medians.of(figures.get(contender));
  }
}
