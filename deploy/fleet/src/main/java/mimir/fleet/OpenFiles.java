package mimir.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** How many connections this process can hold: each is an open file, and those are limited. */
final class OpenFiles {

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String LINE = "Max open files";

  /** Left for everything else: jars, logs, pipes, selectors. */
  private static final int OTHERS = 300;

  private OpenFiles() {}

  /**
   * Most connections for so many hosts. Said early and in words: without, the first sign would be
   * thousands of hosts that cannot connect.
   *
   * @param wanted fails when the process cannot have so many; empty takes what there is
   */
  static int connections(int hosts, OptionalInt wanted, Consumer<String> log) {
    long limit = limit();
    long most = Math.max(1, limit - OTHERS);
    if (wanted.isPresent() && Math.min(wanted.getAsInt(), hosts) > most) {
      throw new IllegalArgumentException(
          "%,d connections are more than this process can hold: it may open %,d files (ulimit -n)"
              .formatted(wanted.getAsInt(), limit));
    }
    int bound = (int) Math.min(most, wanted.orElse(hosts));
    if (hosts > bound) {
      log.accept(
          "%,d hosts share %,d connections (%,d open files, ulimit -n): idle ones give way"
              .formatted(hosts, bound, limit));
    }
    return Math.max(1, bound);
  }

  private static long limit() {
    try {
      return Files.exists(LIMITS) ? limit(Files.readString(LIMITS)) : Integer.MAX_VALUE;
    } catch (IOException e) {
      // Then the machine says it in its own way, later.
      return Integer.MAX_VALUE;
    }
  }

  /** The hard limit, because a JVM raises its own to that at its start. */
  static long limit(String limits) {
    return limits
        .lines()
        .filter(line -> line.startsWith(LINE))
        .map(line -> line.substring(LINE.length()).strip().split("\\s+", 3)[1])
        .mapToLong(hard -> hard.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(hard))
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }
}
