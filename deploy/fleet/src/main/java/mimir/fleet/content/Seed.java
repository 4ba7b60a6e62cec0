package mimir.fleet.content;

import java.util.SplittableRandom;

/**
 * A place in a tree of random numbers: the same path gives the same numbers in every run, and what
 * one aspect of a host draws does not shift what another gets.
 */
public record Seed(long value) {

  public Seed of(String aspect) {
    long hash = value ^ 0xcbf29ce484222325L;
    for (int i = 0; i < aspect.length(); i++) {
      hash = (hash ^ aspect.charAt(i)) * 0x100000001b3L;
    }
    return new Seed(mixed(hash));
  }

  public Seed of(long number) {
    return new Seed(mixed(value + 0x9e3779b97f4a7c15L * (number + 1)));
  }

  public SplittableRandom random() {
    return new SplittableRandom(value);
  }

  /** Whether something that happens to this share of all cases, 0 to 1, happens to this one. */
  public boolean happens(double share) {
    return random().nextDouble() < share;
  }

  /** The finalizer of SplitMix64. */
  private static long mixed(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
