package mimir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java server of its own, with the memory and collector that all contenders have. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(2);

  private static final int LOG_CHARS_SHOWN = 4_000;

  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  /** Returns when the port accepts connections. */
  static ServerProcess start(
      List<String> program, Map<String, String> environment, Path log, int port) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(program);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      var server = new ServerProcess(builder.start());
      // Whatever ends this process ends that one.
      Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
      Await.until(START_MAX, () -> server.accepts(port, log));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean accepts(int port, Path log) {
    if (!process.isAlive()) {
      throw new IllegalStateException("a server did not start: " + end(log));
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The log's folder goes with the run. */
  private static String end(Path log) {
    try {
      String all = Files.readString(log);
      return all.substring(Math.max(0, all.length() - LOG_CHARS_SHOWN));
    } catch (IOException e) {
      return "and it has no log: " + e;
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Resident memory in MiB: {@code VmRSS} now, {@code VmHWM} the most there was. */
  long memory(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IllegalStateException("no " + field);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
