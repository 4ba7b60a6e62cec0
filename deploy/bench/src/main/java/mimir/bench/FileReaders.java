package mimir.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Connections that each read one file again and again, and throw it away. */
final class FileReaders {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final int port;
  private final String request;

  /**
   * @param nodeKey empty for a server that wants none
   */
  FileReaders(int port, String path, String nodeKey) {
    this.port = port;
    this.request =
        "GET %s HTTP/1.1\r\nHost: bench\r\n%s\r\n"
            .formatted(path, nodeKey.isEmpty() ? "" : "Authorization: NodeKey " + nodeKey + "\r\n");
  }

  /** Bytes a second over so many connections. */
  double run(int connections, long nanos) throws Exception {
    var bytes = new AtomicLong();
    long from = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var all = new ArrayList<Future<?>>();
      for (int n = 0; n < connections; n++) {
        all.add(threads.submit(() -> read(bytes, from + nanos)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    return bytes.get() * 1e9 / (System.nanoTime() - from);
  }

  private void read(AtomicLong bytes, long until) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      while (System.nanoTime() < until) {
        long left = ask(socket, in);
        while (left > 0) {
          int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read < 0) {
            throw new EOFException("the file ended early");
          }
          left -= read;
          bytes.addAndGet(read);
          if (System.nanoTime() >= until) {
            return;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connections that have asked and read nothing: the server holds what it must hold for them. */
  List<Socket> stalled(int connections) throws IOException {
    var sockets = new ArrayList<Socket>();
    for (int n = 0; n < connections; n++) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(socket);
      long length = ask(socket, socket.getInputStream());
      if (length <= 0) {
        throw new IOException("there is nothing to read");
      }
    }
    return sockets;
  }

  /** Sends the request; the length of what follows. */
  private long ask(Socket socket, InputStream in) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("the server answers " + status);
    }
    long length = -1;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return length;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }
}
