package mimir.dispatch.assignments;

import java.util.UUID;

/**
 * Host → a number, for a million hosts in some 40 MB: nothing but the bits of the ids and the
 * numbers, in open addressing. A map of objects needs more than twice that. Cut into stripes with a
 * lock each, so that nobody waits long, also when one of them grows.
 */
final class HostTimes {
  /** What a host without a number has. */
  static final long NONE = Long.MAX_VALUE;

  private static final int STRIPES = 256;

  private final Stripe[] stripes = new Stripe[STRIPES];

  HostTimes() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  long get(UUID host) {
    Stripe stripe = stripe(host);
    synchronized (stripe) {
      return stripe.get(host);
    }
  }

  void put(UUID host, long time) {
    Stripe stripe = stripe(host);
    synchronized (stripe) {
      stripe.put(host, time);
    }
  }

  /** Keeps the smaller of what is there and this. */
  void putIfLess(UUID host, long time) {
    Stripe stripe = stripe(host);
    synchronized (stripe) {
      if (time < stripe.get(host)) {
        stripe.put(host, time);
      }
    }
  }

  /** Sets it, or removes it with {@link #NONE}, only while it is what it was. */
  void replace(UUID host, long before, long time) {
    Stripe stripe = stripe(host);
    synchronized (stripe) {
      if (stripe.get(host) == before) {
        stripe.put(host, time);
      }
    }
  }

  int size() {
    int size = 0;
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        size += stripe.used;
      }
    }
    return size;
  }

  private Stripe stripe(UUID host) {
    return stripes[
        (int) (hash(host.getMostSignificantBits(), host.getLeastSignificantBits()) >>> 56)];
  }

  // The ids come from outside too: a version 4 UUID is random, but not every UUID is one.
  private static long hash(long most, long least) {
    long mixed = (most ^ Long.rotateLeft(least, 32)) * 0x9E3779B97F4A7C15L;
    return (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
  }

  /** Three longs an entry: the host's, and the number. */
  private static final class Stripe {
    private static final int FIRST = 8;
    private static final int WORDS = 3;

    private long[] table = empty(FIRST);
    private int used;

    private static long[] empty(int entries) {
      var table = new long[entries * WORDS];
      for (int at = WORDS - 1; at < table.length; at += WORDS) {
        table[at] = NONE;
      }
      return table;
    }

    long get(UUID host) {
      return table[find(host) + WORDS - 1];
    }

    void put(UUID host, long time) {
      int at = find(host);
      boolean there = table[at + WORDS - 1] != NONE;
      if (time == NONE) {
        if (there) {
          remove(at);
        }
        return;
      }
      set(at, host.getMostSignificantBits(), host.getLeastSignificantBits(), time);
      if (!there) {
        used++;
        resize();
      }
    }

    /** Where the host is, or the free place for it. */
    private int find(UUID host) {
      return find(host.getMostSignificantBits(), host.getLeastSignificantBits());
    }

    private int find(long most, long least) {
      int at = home(most, least);
      while (table[at + WORDS - 1] != NONE && !(table[at] == most && table[at + 1] == least)) {
        at = next(at);
      }
      return at;
    }

    private int home(long most, long least) {
      int entries = table.length / WORDS;
      return (int) ((hash(most, least) & Integer.MAX_VALUE) % entries) * WORDS;
    }

    private int next(int at) {
      return at + WORDS == table.length ? 0 : at + WORDS;
    }

    private void set(int at, long most, long least, long time) {
      table[at] = most;
      table[at + 1] = least;
      table[at + WORDS - 1] = time;
    }

    /** Those behind it move up, so that none is looked for in vain. */
    private void remove(int removed) {
      int hole = removed;
      for (int at = next(hole); table[at + WORDS - 1] != NONE; at = next(at)) {
        int home = home(table[at], table[at + 1]);
        if (!between(hole, home, at)) {
          set(hole, table[at], table[at + 1], table[at + WORDS - 1]);
          hole = at;
        }
      }
      table[hole + WORDS - 1] = NONE;
      used--;
      resize();
    }

    /** Whether home lies behind the hole and not behind at, in a circle. */
    private static boolean between(int hole, int home, int at) {
      return hole < at ? hole < home && home <= at : hole < home || home <= at;
    }

    /** From a third to three quarters full; what a campaign has filled is let go after it. */
    private void resize() {
      int entries = table.length / WORDS;
      if (used * 4 > entries * 3) {
        rehash(entries * 3 / 2);
      } else if (entries > FIRST && used * 3 < entries) {
        rehash(Math.max(FIRST, entries / 2));
      }
    }

    private void rehash(int entries) {
      long[] before = table;
      table = empty(entries);
      for (int at = 0; at < before.length; at += WORDS) {
        if (before[at + WORDS - 1] != NONE) {
          set(find(before[at], before[at + 1]), before[at], before[at + 1], before[at + WORDS - 1]);
        }
      }
    }
  }
}
