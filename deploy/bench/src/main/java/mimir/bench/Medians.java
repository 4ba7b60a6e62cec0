package mimir.bench;

import java.util.List;

/** The middle of what the rounds gave. */
final class Medians {

  /** The upper one of an even number. */
  static double of(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private Medians() {}
}
