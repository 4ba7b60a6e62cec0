package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The kernel's queue of connections that a server has not accepted yet. Whoever comes to a full one
 * is not answered, and tries again after 1 s, 3 s and 7 s (RFC 6298 § 2.1 and § 5.5).
 */
final class AcceptQueue {
  private static final Path MAX = Path.of("/proc/sys/net/core/somaxconn");
  private static final Path COUNTS = Path.of("/proc/net/netstat");

  private AcceptQueue() {}

  /** Connections that wait at most, whatever a server asks for. */
  static int max() throws IOException {
    // By lines: the kernel gives this file in one piece, and readString asks for a byte at first.
    return Integer.parseInt(Files.readAllLines(MAX).getFirst());
  }

  /** Times that somebody came to a full one since this machine was started. */
  static long overflows() throws IOException {
    return count(Files.readAllLines(COUNTS), "ListenOverflows");
  }

  /**
   * Names stand in one line, and their numbers in the next, both behind {@code TcpExt:}.
   *
   * @throws IllegalArgumentException when the name is not there
   */
  static long count(List<String> lines, String name) {
    List<List<String>> extended =
        lines.stream()
            .filter(line -> line.startsWith("TcpExt:"))
            .map(line -> List.of(line.split(" ")))
            .toList();
    int at = extended.isEmpty() ? -1 : extended.getFirst().indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException("no " + name);
    }
    return Long.parseLong(extended.get(1).get(at));
  }
}
