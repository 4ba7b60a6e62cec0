package mimir.dispatch.osquery;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections of agents a replica keeps. Each is an open file, and a process without a
 * file left cannot reach Kafka either, nor load a class: Quarkus waits for ever for a jar that
 * could not be opened, and so did each event loop. So some files stay for all else, and a share of
 * them for connections that the kernel has accepted and no loop has counted yet, which are many
 * when thousands come at one moment.
 */
final class ConnectionLimit {
  private static final int FILES_FOR_ALL_ELSE = 500;
  private static final double UNCOUNTED = 0.1;

  private ConnectionLimit() {}

  /**
   * @param wanted what the operator allows
   * @param filesMax that this process may have open; negative where nobody knows
   */
  static int of(int wanted, long filesMax) {
    if (filesMax < 0) {
      return wanted;
    }
    long possible = (long) (filesMax * (1 - UNCOUNTED)) - FILES_FOR_ALL_ELSE;
    return (int) Math.min(wanted, Math.max(1, possible));
  }

  /** Of this process; −1 where the system does not tell. */
  static long filesMax() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : -1;
  }
}
