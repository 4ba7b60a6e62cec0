package mimir.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Loopback ports that are free now; remembered ones stay the same as long as they are free. */
public final class Ports {
  /**
   * Below the range that Linux and macOS give to outgoing connections, so that no client of anybody
   * sits on a remembered port by chance.
   */
  private static final int FIRST = 20_000;

  private static final int COUNT = 10_000;
  private static final int ATTEMPTS_MAX = 1_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ports() {}

  /** One port for each name, from the file where that is possible; the file is written anew. */
  public static Map<String, Integer> remembered(Path file, List<String> names) throws IOException {
    var old = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        old.load(reader);
      }
    }
    var chosen = new LinkedHashMap<String, Integer>();
    for (var name : names) {
      var port = Integer.parseInt(old.getProperty(name, "0"));
      var keep = port > 0 && isFree(port) && !chosen.containsValue(port);
      chosen.put(name, keep ? port : freeExcept(chosen));
    }
    var lines = new StringBuilder();
    new TreeMap<>(chosen)
        .forEach((name, port) -> lines.append(name).append('=').append(port).append('\n'));
    Files.writeString(file, lines);
    return chosen;
  }

  public static int free() throws IOException {
    return freeExcept(Map.of());
  }

  public static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      // A port whose last connections linger in TIME_WAIT is free for a listener.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freeExcept(Map<String, Integer> taken) throws IOException {
    for (var attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var port = FIRST + RANDOM.nextInt(COUNT);
      if (!taken.containsValue(port) && isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port between " + FIRST + " and " + (FIRST + COUNT));
  }
}
